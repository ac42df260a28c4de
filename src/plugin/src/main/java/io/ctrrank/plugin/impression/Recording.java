package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import io.ctrrank.plugin.interleave.TeamPhase;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.ResolvedUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchExtBuilder;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.jspecify.annotations.Nullable;

/**
 * One search that may be logged: its hits tell what was scored, whether or not it asks for that.
 */
public final class Recording {
  /** Members of the log of a hit that an impression tells, too. */
  private static final List<String> TOLD =
      List.of("item", "rank_by", "score", "pctr", "ecpm", "bid", "vector", "digest");

  private static final String DEGRADED = "degraded";

  /** The reason of hits that no model scored because the time of the search was over. */
  private static final String TIMED_OUT = "timed_out";

  private final boolean logIsWanted;
  private final int from;
  private final Optional<String> interleaving;

  private Recording(boolean logIsWanted, int from, Optional<String> interleaving) {
    this.logIsWanted = logIsWanted;
    this.from = from;
    this.interleaving = interleaving;
  }

  /**
   * @param interleaving name under which models are compared on one page
   */
  static Recording begin(SearchSourceBuilder source, Optional<String> interleaving) {
    boolean wanted = CtrLogBuilder.of(source).isPresent();
    if (!wanted) {
      List<SearchExtBuilder> sections = new ArrayList<>(source.ext());
      sections.add(new CtrLogBuilder(false));
      source.ext(sections);
    }
    return new Recording(wanted, Math.max(0, source.from()), interleaving);
  }

  /**
   * Writes what was shown and takes off what the search did not ask for.
   *
   * @param decisions how the search was decided; none if it had no rescorer after all
   * @return the name of the search that clicks are to be posted under; empty if it is not logged
   */
  public Optional<String> end(SearchResponse response, Decisions decisions, ImpressionLog log) {
    Optional<Outcome> shown =
        decisions
            .last()
            .filter(how -> how.resolution() != RecallOrder.DISABLED)
            .filter(how -> log.takes(how, interleaving.isPresent()));
    Optional<String> queryId =
        shown.map(how -> how.request().serving().queryId().orElseGet(UUIDs::base64UUID));
    SearchHit[] hits = response.getHits().getHits();
    for (int i = 0; i < hits.length; i++) {
      DocumentField entries = hits[i].getDocumentFields().get(CtrLogPhase.LOG_FIELD);
      if (queryId.isPresent()) {
        Impression impression =
            new Impression(
                queryId.get(),
                shown.get(),
                Placing.of(hits[i], shown.get(), interleaving),
                from + i + 1,
                response.getTook().millis(),
                log.now());
        Map<?, ?> entry = entry(entries, impression.placing());
        log.add(
            impression.document(
                hits[i], entry, degraded(entry, impression.placing(), decisions, response)));
      }
      if (entries != null && !logIsWanted) {
        hits[i].removeDocumentField(CtrLogPhase.LOG_FIELD);
      }
    }
    return queryId;
  }

  /** The entry of the last rescorer of the model that decided. */
  private static Map<?, ?> entry(@Nullable DocumentField entries, Placing placing) {
    Map<?, ?> last = Map.of();
    if (entries != null) {
      for (Object value : entries.getValues()) {
        if (value instanceof Map<?, ?> entry
            && placing.model().equals(Optional.ofNullable(entry.get("model")))) {
          last = entry;
        }
      }
    }
    return last;
  }

  /** What was worse about a hit than it should be: about its window, its user, or its search. */
  private static Optional<String> degraded(
      Map<?, ?> entry, Placing placing, Decisions decisions, SearchResponse response) {
    Optional<String> ofWindow = Optional.ofNullable(entry.get(DEGRADED)).map(String::valueOf);
    Optional<String> ofUser =
        placing
            .model()
            .flatMap(decisions::of)
            .map(Outcome::resolution)
            .filter(ResolvedUser.class::isInstance)
            .map(ResolvedUser.class::cast)
            .flatMap(
                user ->
                    user.degradations().stream().map(Degradation::toString).sorted().findFirst());
    Optional<String> ofSearch =
        response.isTimedOut() && entry.isEmpty() && !isOrderOfRecall(placing)
            ? Optional.of(TIMED_OUT)
            : Optional.empty();
    return ofWindow.or(() -> ofSearch).or(() -> ofUser);
  }

  private static boolean isOrderOfRecall(Placing placing) {
    return placing.model().filter(CtrRequest.NO_MODEL::equals).isPresent();
  }

  /**
   * What put a hit where it is.
   *
   * @param model id of the model, {@code _none} for the order of recall; empty for nobody's pick
   * @param arm of an experiment, or the team of an interleaving
   * @param comparison name of the experiment or the interleaving
   * @param forced whether the search asked for the arm
   * @param score of the hit, where it says more than its place
   */
  private record Placing(
      Optional<String> model,
      Optional<String> comparison,
      Optional<String> arm,
      boolean forced,
      float score) {
    static Placing of(SearchHit hit, Outcome outcome, Optional<String> interleaving) {
      if (interleaving.isPresent()) {
        Optional<Team> team = TeamPhase.team(hit);
        return new Placing(
            team.map(Team::model), interleaving, team.map(Team::name), false, Float.NaN);
      }
      Optional<Assignment> assignment = outcome.assignment();
      return new Placing(
          Optional.of(outcome.model()),
          assignment.map(Assignment::experiment),
          assignment.map(Assignment::arm),
          assignment.filter(Assignment::forced).isPresent(),
          hit.getScore());
    }
  }

  /**
   * @param position from 1
   */
  private record Impression(
      String queryId, Outcome outcome, Placing placing, int position, long tookMillis, long now) {

    XContentBuilder document(SearchHit hit, Map<?, ?> entry, Optional<String> degraded) {
      try {
        XContentBuilder builder = XContentFactory.jsonBuilder();
        builder
            .startObject()
            .field("@timestamp", Instant.ofEpochMilli(now).toString())
            .field("application", "ctr-rank")
            .field("action_name", "impression")
            .field("query_id", queryId);
        Optional<String> unit = outcome.unit();
        if (unit.isPresent()) {
          builder.field("client_id", unit.get());
        }
        builder.startObject("event_attributes");
        builder
            .startObject("object")
            .field("object_id", hit.getId())
            .field("object_id_field", "_id")
            .field("index", hit.getIndex())
            .endObject();
        builder.startObject("position").field("ordinal", position).endObject();
        ctr(builder, entry, degraded);
        return builder.endObject().endObject();
      } catch (IOException e) {
        throw new UncheckedIOException("in memory", e);
      }
    }

    private void ctr(XContentBuilder builder, Map<?, ?> entry, Optional<String> degraded)
        throws IOException {
      builder.startObject("ctr");
      if (placing.model().isPresent()) {
        builder.field("model", placing.model().get());
      }
      if (placing.comparison().isPresent()) {
        builder.field("experiment", placing.comparison().get());
        builder.field("forced", placing.forced());
      }
      if (placing.arm().isPresent()) {
        builder.field("arm", placing.arm().get());
      }
      for (String member : TOLD) {
        Object value = entry.get(member);
        if (value != null) {
          builder.field(member, value);
        }
      }
      if (degraded.isPresent()) {
        builder.field(DEGRADED, degraded.get());
      }
      if (!entry.containsKey("score") && Float.isFinite(placing.score())) {
        builder.field("score", placing.score());
      }
      if (outcome.request().queryText().isPresent()) {
        builder.field("query_text", outcome.request().queryText().get());
      }
      if (outcome.request().serving().shadow()) {
        builder.field("shadow", true);
      }
      builder.field("took_ms", tookMillis).endObject();
    }
  }
}
