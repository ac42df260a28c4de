package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.warm.HeadItems;
import java.util.Optional;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for pointing an alias at a model. */
public final class PutAliasRequest extends ActionRequest {
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
  public @Nullable ActionRequestValidationException validate() {
    return null;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }
}
