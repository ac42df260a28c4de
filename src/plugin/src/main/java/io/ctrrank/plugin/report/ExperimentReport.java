package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.SampleRatio;
import java.util.List;
import java.util.Optional;

/**
 * The report of an experiment.
 *
 * @param experiment its name
 * @param request what was asked
 * @param period the time that it is of
 * @param sameArm whether arms are halves of one
 * @param arms in the experiment's order
 * @param comparisons metric by metric, each arm against control
 * @param sampleRatio whether arms have the users they should have; empty if there are too few
 * @param leftOut what does not count
 * @param warnings what a reader must know first, in words
 */
record ExperimentReport(
    String experiment,
    ReportRequest request,
    Period period,
    boolean sameArm,
    List<ArmReport> arms,
    List<ArmComparison> comparisons,
    Optional<SampleRatio> sampleRatio,
    LeftOut leftOut,
    List<String> warnings) {}
