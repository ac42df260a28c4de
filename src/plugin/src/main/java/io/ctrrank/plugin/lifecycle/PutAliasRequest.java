package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import io.ctrrank.plugin.warm.HeadItems;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.tasks.TaskId;

/** Asks the node it is sent to for pointing an alias at a model. */
public final class PutAliasRequest extends LocalRequest {
  private final String name;
  private final String model;
  private final Optional<LeastCoverage> coverage;
  private final TimeValue timeout;

  /**
   * What must be in the store before the alias moves.
   *
   * @param items that are looked for
   * @param least share of their exposures, 0 to 1
   */
  public record LeastCoverage(HeadItems items, double least) {
    public LeastCoverage {
      requireNonNull(items, "items is null");
      if (!(least >= 0 && least <= 1)) {
        throw new IllegalArgumentException(
            "[coverage.least] is [" + least + "]; expected a share from 0 to 1");
      }
    }
  }

  /**
   * @param name of the alias
   * @param model id of the model
   * @param coverage what must be in the store before, empty for nothing
   * @param timeout how long to wait for the nodes to see it
   */
  public PutAliasRequest(
      String name, String model, Optional<LeastCoverage> coverage, TimeValue timeout) {
    this.name = requireNonNull(name, "name is null");
    this.model = requireNonNull(model, "model is null");
    this.coverage = requireNonNull(coverage, "coverage is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  String name() {
    return name;
  }

  String model() {
    return model;
  }

  Optional<LeastCoverage> coverage() {
    return coverage;
  }

  TimeValue timeout() {
    return timeout;
  }

  @Override
  public String getDescription() {
    return "put alias [" + name + "] on model [" + model + "]";
  }

  /** To look at coverage may take long. */
  @Override
  public Task createTask(
      long id, String type, String action, TaskId parent, Map<String, String> headers) {
    return new CancellableTask(id, type, action, getDescription(), parent, headers);
  }
}
