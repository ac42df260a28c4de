package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.ResolvedUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;

/** Reads off an answer what was shown. For one use. */
final class Page {
  private static final String DEGRADED = "degraded";
  private static final String MODEL = "model";

  /** The reason of hits that no model scored because the time of the search was over. */
  private static final String TIMED_OUT = "timed_out";

  private final Outcome outcome;
  private final Decisions decisions;
  private final Optional<String> interleaving;
  private final SearchResponse response;
  private final Placing ofSearch;

  /** What was worse about the user, by model: two models are asked about on interleaved pages. */
  private final Map<String, Optional<String>> ofUser = new HashMap<>();

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
    this.modelMillis = modelMillis(response);
  }

  /** Shards work side by side: what a model took is what the slowest window on the page took. */
  private static Map<String, Double> modelMillis(SearchResponse response) {
    Map<String, Double> longest = new HashMap<>();
    for (SearchHit hit : response.getHits().getHits()) {
      for (Map<?, ?> entry : entries(hit)) {
        if (entry.get(MODEL) instanceof String model
            && entry.get(CtrLogPhase.MODEL_TIME) instanceof Number millis) {
          longest.merge(model, millis.doubleValue(), Math::max);
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
      shown.add(shown(hits[i], from + i + 1, i == 0));
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

  private ShownHit shown(SearchHit hit, int position, boolean first) {
    Placing placing = interleaving.map(name -> Placing.ofTeam(hit, name)).orElse(ofSearch);
    Map<?, ?> entry = entry(hit, placing);
    return new ShownHit(
        hit.getIndex(),
        hit.getId(),
        position,
        placing,
        text(entry.get("item")),
        text(entry.get("rank_by")),
        text(entry.get("vector")),
        text(entry.get("digest")),
        degraded(placing, entry),
        score(hit, entry),
        number(entry.get("pctr")),
        number(entry.get("ecpm")),
        number(entry.get("bid")),
        first ? response.getTook().millis() : null,
        placing.model() == null ? null : modelMillis.remove(placing.model()));
  }

  /** What was scored; without that the hit's own score, where it says more than its place. */
  private @Nullable Float score(SearchHit hit, Map<?, ?> entry) {
    if (entry.get("score") instanceof Number scored) {
      return scored.floatValue();
    }
    return interleaving.isEmpty() && Float.isFinite(hit.getScore()) ? hit.getScore() : null;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
  }

  /** The entry of the last rescorer of the model that decided. */
  private static Map<?, ?> entry(SearchHit hit, Placing placing) {
    Map<?, ?> last = Map.of();
    for (Map<?, ?> entry : entries(hit)) {
      if (placing.model() != null && placing.model().equals(entry.get(MODEL))) {
        last = entry;
      }
    }
    return last;
  }

  /** What the rescorers of the hit say of it. */
  private static List<Map<?, ?>> entries(SearchHit hit) {
    DocumentField field = hit.getDocumentFields().get(CtrLogPhase.LOG_FIELD);
    List<Map<?, ?>> entries = new ArrayList<>();
    if (field != null) {
      for (Object value : field.getValues()) {
        if (value instanceof Map<?, ?> entry) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /** What was worse about a hit than it should be: about its window, its search, or its user. */
  private @Nullable String degraded(Placing placing, Map<?, ?> entry) {
    Object ofWindow = entry.get(DEGRADED);
    if (ofWindow != null) {
      return ofWindow.toString();
    }
    if (response.isTimedOut() && entry.isEmpty() && !placing.isOrderOfRecall()) {
      return TIMED_OUT;
    }
    return placing.model() == null
        ? null
        : ofUser.computeIfAbsent(placing.model(), this::worstOfUser).orElse(null);
  }

  private Optional<String> worstOfUser(String model) {
    return decisions
        .of(model)
        .map(Outcome::resolution)
        .filter(ResolvedUser.class::isInstance)
        .map(ResolvedUser.class::cast)
        .flatMap(
            user -> user.degradations().stream().map(Degradation::toString).sorted().findFirst());
  }
}
