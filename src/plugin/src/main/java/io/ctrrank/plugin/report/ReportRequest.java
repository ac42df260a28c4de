package io.ctrrank.plugin.report;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.plugin.action.LocalRequest;
import java.util.Map;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.tasks.TaskId;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for the report of an experiment. */
public final class ReportRequest extends LocalRequest {
  /** Where clicks are, unless the request says otherwise. */
  public static final String CLICKS = "ctr-clicks";

  /** Resamples, unless the request says otherwise. */
  public static final int DRAWS = 1000;

  private static final int MOST_DRAWS = 10_000;

  private final String experiment;
  private final Span span;
  private final Logs logs;
  private final String control;
  private final Bootstrap bootstrap;
  private final boolean sameArm;

  /**
   * The time to report.
   *
   * @param from date, or date math; null for when the experiment started
   * @param to date, or date math
   * @param attribution milliseconds that a click may come after its impression
   */
  public record Span(@Nullable String from, String to, long attribution) {}

  /**
   * Where the logs are: names, aliases, patterns.
   *
   * @param impressions what was shown; empty for where the cluster writes it
   * @param clicks what was clicked
   */
  public record Logs(String impressions, String clicks) {}

  /**
   * @param experiment name of the experiment, or of the interleaving
   * @param span what time
   * @param logs where to look
   * @param control arm that others are compared with, empty for the first
   * @param bootstrap resamples, 0 to 10,000
   * @param sameArm whether two halves of the control arm are compared instead of the arms
   */
  public ReportRequest(
      String experiment,
      Span span,
      Logs logs,
      String control,
      Bootstrap bootstrap,
      boolean sameArm) {
    this.experiment = requireNonNull(experiment, "experiment is null");
    this.span = requireNonNull(span, "span is null");
    this.logs = requireNonNull(logs, "logs is null");
    this.control = requireNonNull(control, "control is null");
    this.bootstrap = requireNonNull(bootstrap, "bootstrap is null");
    this.sameArm = sameArm;
    if (bootstrap.draws() < 0 || bootstrap.draws() > MOST_DRAWS) {
      throw new IllegalArgumentException(
          "[bootstrap] is ["
              + bootstrap.draws()
              + "]; expected a number of resamples from 0 to "
              + MOST_DRAWS);
    }
  }

  /** The same, reading impressions from {@code stream} unless it says where they are. */
  ReportRequest orFrom(String stream) {
    return logs.impressions().isEmpty()
        ? new ReportRequest(
            experiment, span, new Logs(stream, logs.clicks()), control, bootstrap, sameArm)
        : this;
  }

  String experiment() {
    return experiment;
  }

  Span span() {
    return span;
  }

  Logs logs() {
    return logs;
  }

  String control() {
    return control;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  boolean sameArm() {
    return sameArm;
  }

  @Override
  public String getDescription() {
    return "report of ["
        + experiment
        + "] from impressions ["
        + logs.impressions()
        + "] and clicks ["
        + logs.clicks()
        + "]";
  }

  @Override
  public Task createTask(
      long id, String type, String action, TaskId parent, Map<String, String> headers) {
    return new CancellableTask(id, type, action, getDescription(), parent, headers);
  }
}
