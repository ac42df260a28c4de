package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import io.ctrrank.plugin.interleave.TeamPhase;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.ResolvedUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.jspecify.annotations.Nullable;

/** A page of hits that is logged: what its impressions have in common is found out once. */
final class Page {
  /** Members of the log of a hit that an impression tells, too. */
  private static final List<String> TOLD =
      List.of("item", "rank_by", "score", "pctr", "ecpm", "bid", "vector", "digest");

  private static final String DEGRADED = "degraded";
  private static final String MODEL = "model";

  /** The reason of hits that no model scored because the time of the search was over. */
  private static final String TIMED_OUT = "timed_out";

  private final Optional<String> named;
  private final String queryId;
  private final Outcome outcome;
  private final Decisions decisions;
  private final Optional<String> interleaving;
  private final String time;
  private final long tookMillis;
  private final boolean timedOut;

  /** What was worse about the user, by model: two models are asked about on interleaved pages. */
  private final Map<String, Optional<String>> ofUser = new HashMap<>();

  /** Milliseconds of each model that no impression of the page tells yet. */
  private final Map<String, Double> modelMillis;

  private boolean tookIsTold;

  private Page(
      Optional<String> named,
      Outcome outcome,
      Decisions decisions,
      Optional<String> interleaving,
      String time,
      long tookMillis,
      boolean timedOut,
      Map<String, Double> modelMillis) {
    this.named = named;
    this.queryId = named.orElseGet(UUIDs::base64UUID);
    this.outcome = outcome;
    this.decisions = decisions;
    this.interleaving = interleaving;
    this.time = time;
    this.tookMillis = tookMillis;
    this.timedOut = timedOut;
    this.modelMillis = modelMillis;
  }

  /**
   * @param outcome how the search was decided
   * @param decisions how each of its models was
   * @param interleaving name under which models are compared on the page
   * @param now milliseconds since the epoch
   */
  static Page of(
      Outcome outcome,
      Decisions decisions,
      Optional<String> interleaving,
      SearchResponse response,
      long now) {
    return new Page(
        outcome.request().serving().queryId(),
        outcome,
        decisions,
        interleaving,
        Instant.ofEpochMilli(now).toString(),
        response.getTook().millis(),
        response.isTimedOut(),
        modelMillis(response));
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

  /** The name of the search that clicks are to be posted under. */
  String queryId() {
    return queryId;
  }

  /**
   * What identifies the impression of a hit, so that it is written once however often the search is
   * sent; empty where the search has no name of its own, for no other can have the same then.
   */
  Optional<String> id(SearchHit hit) {
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Placing placing = Placing.of(hit, outcome, interleaving);
    return Optional.of(
        ImpressionIds.of(
            queryId,
            hit.getIndex(),
            hit.getId(),
            outcome.unit().orElse(""),
            placing.comparison().orElse(""),
            placing.arm().orElse(""),
            Boolean.toString(placing.forced())));
  }

  /**
   * The document about a hit; times are told by the first one of the page, so that they count once
   * a search.
   *
   * @param position from 1
   */
  XContentBuilder impression(SearchHit hit, int position) {
    Placing placing = Placing.of(hit, outcome, interleaving);
    Map<?, ?> entry = entry(hit, placing);
    try {
      XContentBuilder builder = XContentFactory.jsonBuilder();
      builder
          .startObject()
          .field("@timestamp", time)
          .field("timestamp", time)
          .field("application", "ctr-rank")
          .field("action_name", "impression")
          .field("query_id", queryId);
      Optional<String> unit = outcome.unit();
      if (unit.isPresent()) {
        builder.field("client_id", unit.get());
      }
      Optional<String> user = outcome.userBesideUnit();
      if (user.isPresent()) {
        builder.field("user_id", user.get());
      }
      builder.startObject("event_attributes");
      builder
          .startObject("object")
          .field("object_id", hit.getId())
          .field("object_id_field", "_id")
          .field("index", hit.getIndex())
          .endObject();
      builder.startObject("position").field("ordinal", position).endObject();
      ctr(builder, placing, entry);
      return builder.endObject().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  /** The entry of the last rescorer of the model that decided. */
  private static Map<?, ?> entry(SearchHit hit, Placing placing) {
    Map<?, ?> last = Map.of();
    for (Map<?, ?> entry : entries(hit)) {
      if (placing.model().isPresent() && placing.model().get().equals(entry.get(MODEL))) {
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

  private void ctr(XContentBuilder builder, Placing placing, Map<?, ?> entry) throws IOException {
    builder.startObject("ctr");
    if (placing.model().isPresent()) {
      builder.field(MODEL, placing.model().get());
    }
    if (placing.comparison().isPresent()) {
      builder.field("experiment", placing.comparison().get());
      builder.field("forced", placing.forced());
    }
    if (placing.arm().isPresent()) {
      builder.field("arm", placing.arm().get());
    }
    for (String member : TOLD) {
      tell(builder, member, entry.get(member));
    }
    Optional<String> degraded = degraded(placing, entry);
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
    times(builder, placing);
    builder.endObject();
  }

  private void times(XContentBuilder builder, Placing placing) throws IOException {
    if (!tookIsTold) {
      builder.field("took_ms", tookMillis);
      tookIsTold = true;
    }
    Double millis = placing.model().map(modelMillis::remove).orElse(null);
    if (millis != null) {
      builder.field(CtrLogPhase.MODEL_TIME, millis.doubleValue());
    }
  }

  /** The builder looks its writer up for values of no known type, which takes longer. */
  private static void tell(XContentBuilder builder, String member, @Nullable Object value)
      throws IOException {
    switch (value) {
      case null -> {}
      case String text -> builder.field(member, text);
      case Float number -> builder.field(member, number.floatValue());
      case Double number -> builder.field(member, number.doubleValue());
      default -> builder.field(member, value);
    }
  }

  /** What was worse about a hit than it should be: about its window, its search, or its user. */
  private Optional<String> degraded(Placing placing, Map<?, ?> entry) {
    Object ofWindow = entry.get(DEGRADED);
    if (ofWindow != null) {
      return Optional.of(ofWindow.toString());
    }
    if (timedOut && entry.isEmpty() && !placing.isOrderOfRecall()) {
      return Optional.of(TIMED_OUT);
    }
    return placing.model().isEmpty()
        ? Optional.empty()
        : ofUser.computeIfAbsent(placing.model().get(), this::worstOfUser);
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

    boolean isOrderOfRecall() {
      return model.isPresent() && CtrRequest.NO_MODEL.equals(model.get());
    }
  }
}
