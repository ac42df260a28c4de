package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Arm;
import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Calibration;
import io.ctrrank.core.experiment.Comparisons;
import io.ctrrank.core.experiment.SampleRatio;
import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.elasticsearch.tasks.CancellableTask;

/** Computes a report: clicks first, which are few, then users in pages. Blocks; for one use. */
final class Reporter {
  private final ReportRequest request;
  private final ReportedExperiment experiment;
  private final ArmTable arms;
  private final Period period;
  private final ReportMemory memory;
  private final PageSizes pages;
  private final CancellableTask task;
  private final Predicate<String> logged;
  private final OpenLogs logs;

  /**
   * @param logged whether searches of a user are to be in the log, with an arm of the experiment
   * @param logs stay the caller's
   */
  Reporter(
      ReportRequest request,
      ReportedExperiment experiment,
      Period period,
      Predicate<String> logged,
      OpenLogs logs,
      CancellableTask task,
      ReportMemory memory,
      PageSizes pages) {
    this.request = request;
    this.experiment = experiment;
    this.period = period;
    this.memory = memory;
    this.pages = pages;
    this.task = task;
    this.logged = logged;
    this.logs = logs;
    ReportedExperiment.Arm control = experiment.control(request.control());
    this.arms =
        request.sameArm()
            ? ArmTable.ofHalves(experiment, control, resampled(), request.bootstrap().seed())
            : ArmTable.ofArms(experiment, control, resampled());
  }

  private boolean resampled() {
    return request.bootstrap().draws() > 0;
  }

  ExperimentReport report() {
    LoggedImpressions impressions = new LoggedImpressions(logs.impressions(), period);
    ServingLog.Found serving =
        new ServingLog(logs.impressions(), impressions).read(experiment.name());
    ClickCounts counts = new ClickCounts();
    UserClicks clicks = new UserClicks(memory);
    ClickGate gate = new ClickGate(experiment.name(), period, logged, counts);
    ClickJoin join = new ClickJoin(gate, arms, period, clicks);
    new LoggedClicks(logs.clicks(), period, counts)
        .forEachBatch(pages, batch -> join.join(batch, impressions.of(batch, pages.buckets())));
    UserGathering users = new UserGathering(arms, clicks, counts, memory, resampled());
    impressions.forEachUser(experiment.name(), pages.buckets(), users::add);
    users.finish();
    List<ArmReport> reports = armReports(serving, join.curves());
    List<ArmComparison> comparisons =
        Comparisons.of(arms.arms(), arms.control(), request.bootstrap(), task::ensureNotCancelled);
    Optional<SampleRatio> sampleRatio = SampleRatio.of(arms.arms());
    LeftOut leftOut =
        new LeftOut(
            serving.forced(),
            serving.shadow(),
            serving.withoutUser(),
            users.impressionsOfUnknown(),
            users.unknownArms(),
            users.usersInSeveralArms(),
            users.impressionsOfSeveral(),
            join.unpriced(),
            counts);
    return new ExperimentReport(
        experiment.name(),
        request,
        period,
        arms.halves(),
        reports,
        comparisons,
        sampleRatio,
        leftOut,
        Warnings.of(reports, arms.halves(), comparisons, sampleRatio, leftOut));
  }

  private List<ArmReport> armReports(ServingLog.Found serving, CurveClicks curves) {
    List<ArmReport> reports = new ArrayList<>();
    for (int i = 0; i < arms.arms().size(); i++) {
      Arm arm = arms.arms().get(i);
      ReportedExperiment.Arm behind = arms.behind(i);
      ServingFacts facts =
          withClicks(serving.byArm().getOrDefault(behind.name(), ServingFacts.NONE), i, curves);
      reports.add(
          new ArmReport(
              arm,
              behind.model(),
              arm == arms.control(),
              SampleRatio.expected(arm, arms.arms()),
              Calibration.of(arm),
              arms.halves() ? Optional.empty() : Optional.of(facts)));
    }
    return reports;
  }

  private static ServingFacts withClicks(ServingFacts facts, int arm, CurveClicks curves) {
    return new ServingFacts(
        facts.impressions(),
        facts.withPctr(),
        facts.degraded(),
        facts.took(),
        facts.model(),
        facts.days().stream()
            .map(day -> new Day(day.start(), day.impressions(), curves.ofDay(arm, day.start())))
            .toList(),
        facts.bins().stream()
            .map(
                bin ->
                    new Bin(
                        bin.number(),
                        bin.impressions(),
                        bin.predicted(),
                        curves.ofBin(arm, bin.number())))
            .toList());
  }
}
