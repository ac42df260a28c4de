package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.rescore.ScoredHit;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.ResolvedUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;

/** Reads off an answer what was shown. For one use. */
final class Page {
  /** The reason of hits that no model scored because the time of the search was over. */
  private static final String TIMED_OUT = "timed_out";

  private final Outcome outcome;
  private final Decisions decisions;
  private final Optional<String> interleaving;
  private final SearchResponse response;
  private final Placing ofSearch;

  /** What was worse about the user, by model: two models are asked about on interleaved pages. */
  private final Map<String, Optional<String>> ofUser = new HashMap<>();

  /** What the rescorers of each hit say of it. */
  private final List<List<ScoredHit>> scored;

  /** Milliseconds of each model that no impression of the page tells yet. */
  private final Map<String, Double> modelMillis;

  /**
   * @param outcome how the search was decided
   * @param decisions how each of its models was
   * @param interleaving name under which models are compared on the page
   */
  Page(
      Outcome outcome,
      Decisions decisions,
      Optional<String> interleaving,
      SearchResponse response) {
    this.outcome = outcome;
    this.decisions = decisions;
    this.interleaving = interleaving;
    this.response = response;
    this.ofSearch = Placing.of(outcome);
    SearchHit[] hits = response.getHits().getHits();
    this.scored = new ArrayList<>(hits.length);
    for (SearchHit hit : hits) {
      scored.add(ScoredHit.of(hit));
    }
    this.modelMillis = modelMillis(scored);
  }

  /** Shards work side by side: what a model took is what the slowest window on the page took. */
  private static Map<String, Double> modelMillis(List<List<ScoredHit>> scored) {
    Map<String, Double> longest = new HashMap<>();
    for (List<ScoredHit> hit : scored) {
      for (ScoredHit entry : hit) {
        if (entry.modelMillis() != null) {
          longest.merge(entry.model(), entry.modelMillis(), Math::max);
        }
      }
    }
    return longest;
  }

  /**
   * What is to be logged; times are told by the first hit, so that they count once a search.
   *
   * @param now milliseconds since the epoch
   * @param from how many hits earlier pages have
   */
  ShownPage shown(long now, int from) {
    Optional<String> named = outcome.request().serving().queryId();
    SearchHit[] hits = response.getHits().getHits();
    List<ShownHit> shown = new ArrayList<>(hits.length);
    for (int i = 0; i < hits.length; i++) {
      // Without stored fields a hit has no id, by which clicks could be told to be of it.
      if (hits[i].getId() != null) {
        shown.add(shown(hits[i], scored.get(i), from + i + 1, shown.isEmpty()));
      }
    }
    return new ShownPage(
        now,
        named.orElseGet(UUIDs::base64UUID),
        named.isPresent(),
        outcome.unit().orElse(null),
        outcome.userBesideUnit().orElse(null),
        outcome.request().queryText().orElse(null),
        outcome.request().serving().shadow(),
        shown);
  }

  private ShownHit shown(SearchHit hit, List<ScoredHit> entries, int position, boolean first) {
    Placing placing = interleaving.map(name -> Placing.ofTeam(hit, name)).orElse(ofSearch);
    ScoredHit entry = last(entries, placing);
    return new ShownHit(
        hit.getIndex(),
        hit.getId(),
        position,
        placing,
        entry == null ? null : entry.item(),
        entry == null ? null : entry.rankBy(),
        entry == null ? null : entry.vector(),
        entry == null ? null : entry.digest(),
        degraded(placing, entry),
        entry == null ? scoreOf(hit) : Float.valueOf(entry.score()),
        entry == null ? null : Double.valueOf(entry.pCtr()),
        entry == null ? null : entry.eCpm(),
        entry == null ? null : entry.bid(),
        first ? response.getTook().millis() : null,
        placing.model() == null ? null : modelMillis.remove(placing.model()));
  }

  /** The hit's own score, where it says more than its place. */
  private @Nullable Float scoreOf(SearchHit hit) {
    return interleaving.isEmpty() && Float.isFinite(hit.getScore()) ? hit.getScore() : null;
  }

  /** The entry of the last rescorer of the model that decided; null for none. */
  private static @Nullable ScoredHit last(List<ScoredHit> entries, Placing placing) {
    for (ScoredHit entry : entries.reversed()) {
      if (entry.model().equals(placing.model())) {
        return entry;
      }
    }
    return null;
  }

  /** What was worse about a hit than it should be: about its window, its search, or its user. */
  private @Nullable String degraded(Placing placing, @Nullable ScoredHit entry) {
    if (entry != null && entry.degraded() != null) {
      return entry.degraded();
    }
    if (response.isTimedOut() && entry == null && !placing.isOrderOfRecall()) {
      return TIMED_OUT;
    }
    return placing.model() == null
        ? null
        : ofUser.computeIfAbsent(placing.model(), this::worstOfUser).orElse(null);
  }

  private Optional<String> worstOfUser(String model) {
    Optional<String> worst = Optional.empty();
    if (decisions.of(model).map(Outcome::resolution).orElse(null) instanceof ResolvedUser user) {
      for (Degradation degradation : user.degradations()) {
        String reason = degradation.toString();
        if (worst.isEmpty() || reason.compareTo(worst.get()) < 0) {
          worst = Optional.of(reason);
        }
      }
    }
    return worst;
  }
}
