package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Estimate;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * What an interleaving says of its two models.
 *
 * @param name of the interleaving
 * @param request what was asked
 * @param period the time that it is of
 * @param teams the control first; one alone where the other has shown nothing
 * @param units users, and searches of nobody, with a search that counts
 * @param tied searches that neither team won
 * @param preference for the other team over the control
 * @param bootstrap of the preference; empty if it was not asked for or there is too little
 * @param ofNobody impressions that are no team's pick
 * @param clicks what became of the clicks
 * @param unpriced clicks that count but have neither a price nor a bid
 * @param warnings what a reader must know first, in words
 */
record InterleavingReport(
    String name,
    ReportRequest request,
    Period period,
    List<Team> teams,
    int units,
    long tied,
    Estimate preference,
    Optional<BootstrapDifference> bootstrap,
    long ofNobody,
    ClickCounts clicks,
    long unpriced,
    List<String> warnings) {
  private static final double EVEN = 0.5;

  /**
   * One model's side.
   *
   * @param name of the model, as searches have it
   * @param models ids of the models that stood behind the name
   * @param impressions of what it picked
   * @param degraded how many of them were scored worse than they should be
   * @param clicks on what it picked: its credit
   * @param revenue of these clicks
   * @param won searches in which it was clicked more often
   */
  record Team(
      String name,
      List<String> models,
      long impressions,
      long degraded,
      long clicks,
      double revenue,
      long won) {}

  /** Writes it as JSON. */
  void write(XContentBuilder json) throws IOException {
    json.startObject();
    json.field("interleaving", name);
    json.field("from", Instant.ofEpochMilli(period.from()).toString());
    json.field("to", Instant.ofEpochMilli(period.to()).toString());
    json.field("attribution", TimeValue.timeValueMillis(period.attribution()).toString());
    json.field("impressions", request.logs().impressions());
    json.field("clicks", request.logs().clicks());
    json.field("warnings", warnings);
    json.startArray("teams");
    for (Team team : teams) {
      json.startObject();
      json.field("team", team.name());
      json.field("models", team.models());
      json.field("control", team == teams.getFirst());
      json.field("impressions", team.impressions());
      json.field("degraded", team.degraded());
      json.field("clicks", team.clicks());
      ReportJson.number(json, "revenue", team.revenue());
      json.field("searches_won", team.won());
      json.endObject();
    }
    json.endArray();
    json.field("searches_tied", tied);
    json.field("users", units);
    json.startObject("preference");
    if (teams.size() > 1) {
      json.field("team", teams.getLast().name());
      json.field("over", teams.getFirst().name());
    }
    ReportJson.estimate(json, preference);
    if (bootstrap.isPresent()) {
      BootstrapDifference drawn = bootstrap.get();
      ReportJson.bootstrap(json, EVEN + drawn.low(), EVEN + drawn.high(), drawn.p());
    }
    json.endObject();
    json.startObject("left_out");
    json.field("impressions_of_no_team", ofNobody);
    json.field("clicks_without_price", unpriced);
    ReportJson.clicks(
        json,
        clicks,
        EnumSet.complementOf(
            EnumSet.of(
                Fate.COUNTED,
                Fate.FORCED,
                Fate.SHADOW,
                Fate.WITHOUT_USER,
                Fate.USER_IN_SEVERAL_ARMS)));
    json.endObject();
    json.endObject();
  }
}
