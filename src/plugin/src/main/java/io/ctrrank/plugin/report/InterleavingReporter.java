package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.core.experiment.Duel;
import io.ctrrank.core.experiment.Estimate;
import io.ctrrank.core.experiment.NotEnough;
import io.ctrrank.core.experiment.Preference;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.plugin.interleave.Interleaving;
import io.ctrrank.plugin.report.InterleavingReport.Team;
import io.ctrrank.plugin.report.LoggedImpressions.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.elasticsearch.tasks.CancellableTask;

/** Computes the report of an interleaving. Blocks; for one use. */
final class InterleavingReporter {
  private static final int MOST_TEAMS = 2;

  private final ReportRequest request;
  private final Period period;
  private final ReportMemory memory;
  private final PageSizes pages;
  private final CancellableTask task;
  private final Predicate<String> logged;
  private final OpenLogs logs;

  /**
   * @param logged whether searches of a user are to be in the log
   * @param logs stay the caller's
   */
  InterleavingReporter(
      ReportRequest request,
      Period period,
      Predicate<String> logged,
      OpenLogs logs,
      CancellableTask task,
      ReportMemory memory,
      PageSizes pages) {
    this.request = request;
    this.period = period;
    this.memory = memory;
    this.pages = pages;
    this.task = task;
    this.logged = logged;
    this.logs = logs;
  }

  InterleavingReport report() {
    LoggedImpressions impressions = new LoggedImpressions(logs.impressions(), period);
    List<Shown> shown = ordered(impressions.byArm(name(), pages.buckets()));
    ClickCounts counts = new ClickCounts();
    TeamClicks clicks =
        new TeamClicks(
            new ClickGate(name(), period, logged, counts),
            shown.stream().map(Shown::arm).toList(),
            period,
            memory);
    new LoggedClicks(logs.clicks(), period, counts)
        .forEachBatch(pages, batch -> clicks.join(batch, impressions.of(batch, pages.buckets())));
    clicks.finish();
    Duel duel = clicks.duel();
    Estimate preference =
        shown.size() < MOST_TEAMS
            ? new NotEnough(
                "teams "
                    + shown.stream().map(Shown::arm).toList()
                    + " have impressions; a preference needs two")
            : duel.preference();
    return new InterleavingReport(
        request.experiment(),
        request,
        period,
        teams(shown, clicks, duel),
        duel.users(),
        duel.tied(),
        preference,
        bootstrap(duel, preference),
        impressions.inNoArm(name()),
        counts,
        clicks.unpriced(),
        warnings(shown, counts, clicks.unpriced()));
  }

  private String name() {
    return Interleaving.logged(request.experiment());
  }

  /** The control first. */
  private List<Shown> ordered(List<Shown> shown) {
    if (shown.size() > MOST_TEAMS) {
      throw new IllegalArgumentException(
          "interleaving ["
              + request.experiment()
              + "] has teams "
              + shown.stream().map(Shown::arm).toList()
              + " in this time; expected two: narrow [from] and [to], and give another pair of"
              + " models another name");
    }
    String control = request.control();
    if (!control.isEmpty() && shown.stream().noneMatch(team -> team.arm().equals(control))) {
      throw new IllegalArgumentException(
          "[control] is ["
              + control
              + "]; expected a team of interleaving ["
              + request.experiment()
              + "]: "
              + shown.stream().map(Shown::arm).toList());
    }
    return shown.stream()
        .sorted(Comparator.comparing(team -> !team.arm().equals(control)))
        .toList();
  }

  private static List<Team> teams(List<Shown> shown, TeamClicks clicks, Duel duel) {
    return IntStream.range(0, shown.size())
        .mapToObj(
            i ->
                new Team(
                    shown.get(i).arm(),
                    shown.get(i).models(),
                    shown.get(i).impressions(),
                    shown.get(i).degraded(),
                    clicks.clicks(i),
                    clicks.revenue(i),
                    i == 0 ? duel.lost() : duel.won()))
        .toList();
  }

  private Optional<BootstrapDifference> bootstrap(Duel duel, Estimate preference) {
    Bootstrap bootstrap = request.bootstrap();
    return preference instanceof Preference && bootstrap.draws() > 0
        ? Optional.of(duel.bootstrap(bootstrap.draws(), bootstrap.seed(), task::ensureNotCancelled))
        : Optional.empty();
  }

  private static List<String> warnings(List<Shown> shown, ClickCounts counts, long unpriced) {
    List<String> warnings = new ArrayList<>();
    for (Shown team : shown) {
      if (team.models().size() > 1) {
        warnings.add(
            "team ["
                + team.arm()
                + "] stood for models "
                + team.models()
                + " in this time: an alias was switched; report before and after apart");
      }
    }
    for (Shown team : shown) {
      if (team.degraded() > 0) {
        warnings.add(
            "["
                + team.degraded()
                + "] impressions of team ["
                + team.arm()
                + "] were degraded: not all of its ranking is that of its model");
      }
    }
    warnings.addAll(Warnings.ofClicks(counts, unpriced, !shown.isEmpty()));
    return warnings;
  }
}
