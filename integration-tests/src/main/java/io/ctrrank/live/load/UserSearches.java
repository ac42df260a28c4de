package io.ctrrank.live.load;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.trainer.data.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Random searches of stored users: somebody looks for two categories in one of several indices,
 * which finds what was shown often first, and gets the hits by pCTR or by eCPM. A number always
 * gives the same search.
 */
public final class UserSearches implements LongFunction<LoadSearch> {
  /** So many hits of each shard are scored. */
  public static final int WINDOW = 200;

  /** Hits that come back. */
  public static final int SIZE = 50;

  /** First-pass scores are so much larger than usual: one among predictions cannot be missed. */
  private static final double BOOST = 1e9;

  private final List<String> indices;
  private final String model;
  private final List<UserState> users;
  private final List<String> queries;
  private final long seed;

  /**
   * @param indices ads indices with the same ads
   * @param users whose state is stored
   * @param queries what is looked for
   */
  public UserSearches(
      List<String> indices, String model, List<UserState> users, List<String> queries, long seed) {
    this.indices = List.copyOf(indices);
    this.model = model;
    this.users = List.copyOf(users);
    this.queries = List.copyOf(queries);
    this.seed = seed;
  }

  /** All queries for two different categories. */
  public static List<String> pairs(Catalogue catalogue) {
    List<String> categories =
        catalogue.items().stream()
            .flatMap(item -> item.categories().stream())
            .distinct()
            .sorted()
            .toList();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      for (String other : categories.subList(i + 1, categories.size())) {
        pairs.add(categories.get(i) + " " + other);
      }
    }
    return pairs;
  }

  @Override
  public LoadSearch apply(long number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    return search(
        pick(indices, random),
        pick(queries, random),
        pick(users, random),
        random.nextBoolean() ? Scale.PCTR : Scale.ECPM);
  }

  /** One search in every index on every scale, the same query and user in all. */
  public List<LoadSearch> everywhere(long number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    String query = pick(queries, random);
    UserState user = pick(users, random);
    List<LoadSearch> searches = new ArrayList<>();
    for (String index : indices) {
      for (Scale scale : Scale.values()) {
        searches.add(search(index, query, user, scale));
      }
    }
    return searches;
  }

  /** The same recall without the rescorer, for a stream beside it. */
  public LongFunction<LoadSearch> plain() {
    return number -> {
      SplittableRandom random = new SplittableRandom(seed + number);
      String index = pick(indices, random);
      JsonObject body =
          AdSearch.search(AdSearch.popular(AdSearch.text(pick(queries, random), BOOST)), SIZE);
      return new LoadSearch("/" + index + "/_search", body.toString(), Scale.RECALL);
    };
  }

  private LoadSearch search(String index, String query, UserState user, Scale scale) {
    JsonObject body = AdSearch.search(AdSearch.popular(AdSearch.text(query, BOOST)), SIZE);
    body.addProperty("_source", "bid");
    if (scale == Scale.PCTR) {
      AdSearch.byCtr(body, model, user.byId(), WINDOW);
    } else {
      AdSearch.byEcpm(body, model, user.byId(), WINDOW);
    }
    return new LoadSearch("/" + index + "/_search", AdSearch.withinDefault(body).toString(), scale);
  }

  private static <T> T pick(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
