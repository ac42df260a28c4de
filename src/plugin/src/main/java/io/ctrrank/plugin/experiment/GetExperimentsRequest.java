package io.ctrrank.plugin.experiment;

import io.ctrrank.plugin.action.LocalRequest;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for experiments, or for bindings. */
public final class GetExperimentsRequest extends LocalRequest {
  /** What is asked for. */
  public enum Of {
    /** Experiments. */
    EXPERIMENTS,
    /** Models bound to names of indices. */
    BINDINGS
  }

  private final Of of;
  private final @Nullable String name;
  private final @Nullable String unit;

  /**
   * @param of what is asked for
   * @param name of the experiment or alias, which must be there, or null for all
   * @param unit whose arms are asked for, null for nobody's
   */
  public GetExperimentsRequest(Of of, @Nullable String name, @Nullable String unit) {
    this.of = of;
    this.name = name;
    this.unit = unit;
  }

  Of of() {
    return of;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String unit() {
    return unit;
  }
}
