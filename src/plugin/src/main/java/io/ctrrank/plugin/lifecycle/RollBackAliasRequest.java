package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import org.elasticsearch.core.TimeValue;

/** Asks the node it is sent to for pointing an alias at the model that it named before. */
public final class RollBackAliasRequest extends LocalRequest {
  private final String name;
  private final TimeValue timeout;

  /**
   * @param name of the alias
   * @param timeout how long to wait for the nodes to see it
   */
  public RollBackAliasRequest(String name, TimeValue timeout) {
    this.name = requireNonNull(name, "name is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  String name() {
    return name;
  }

  TimeValue timeout() {
    return timeout;
  }
}
