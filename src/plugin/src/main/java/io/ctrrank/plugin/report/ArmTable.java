package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Arm;
import io.ctrrank.core.traffic.Buckets;
import java.util.ArrayList;
import java.util.List;

/**
 * The arms that users are sorted into: those of the experiment, or, to test the report itself, two
 * halves of one arm, between which there is nothing to find.
 */
final class ArmTable {
  /** Not an arm of the report. */
  static final int OTHER = -1;

  private static final String HALF_SALT = "a/a ";

  private final ReportedExperiment experiment;
  private final List<Arm> arms;
  private final List<ReportedExperiment.Arm> behind;
  private final int control;
  private final boolean halves;
  private final String salt;

  private ArmTable(
      ReportedExperiment experiment,
      List<Arm> arms,
      List<ReportedExperiment.Arm> behind,
      int control,
      boolean halves,
      String salt) {
    this.experiment = experiment;
    this.arms = arms;
    this.behind = behind;
    this.control = control;
    this.halves = halves;
    this.salt = salt;
  }

  /** The arms of the experiment, compared with {@code control}. */
  static ArmTable ofArms(
      ReportedExperiment experiment, ReportedExperiment.Arm control, boolean resampled) {
    List<Arm> arms =
        experiment.arms().stream().map(arm -> new Arm(arm.name(), arm.share(), resampled)).toList();
    return new ArmTable(
        experiment, arms, experiment.arms(), experiment.arms().indexOf(control), false, "");
  }

  /**
   * Two halves of an arm.
   *
   * @param seed other halves for another seed
   */
  static ArmTable ofHalves(
      ReportedExperiment experiment, ReportedExperiment.Arm arm, boolean resampled, long seed) {
    List<Arm> halves = new ArrayList<>();
    for (String half : List.of("/1", "/2")) {
      halves.add(new Arm(arm.name() + half, 1, resampled));
    }
    return new ArmTable(
        experiment,
        List.copyOf(halves),
        List.of(arm, arm),
        0,
        true,
        HALF_SALT + experiment.name() + " " + seed);
  }

  /** Which arm of the report a user of an arm of the experiment is in, or {@link #OTHER}. */
  int indexOf(String arm, String user) {
    if (halves) {
      return arm.equals(behind.getFirst().name())
          ? (Buckets.of(salt, user) < Buckets.COUNT / 2 ? 0 : 1)
          : OTHER;
    }
    for (int i = 0; i < behind.size(); i++) {
      if (behind.get(i).name().equals(arm)) {
        return i;
      }
    }
    return OTHER;
  }

  /** Whether the experiment has such an arm. */
  boolean knows(String arm) {
    return experiment.arms().stream().anyMatch(known -> known.name().equals(arm));
  }

  /** The arms that are compared. */
  List<Arm> arms() {
    return arms;
  }

  /** The arm of the experiment that an arm of the report is, or is a half of. */
  ReportedExperiment.Arm behind(int arm) {
    return behind.get(arm);
  }

  /** Whether arms of the report are halves of one. */
  boolean halves() {
    return halves;
  }

  Arm control() {
    return arms.get(control);
  }
}
