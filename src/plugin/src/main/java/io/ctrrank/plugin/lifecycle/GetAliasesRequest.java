package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.LocalRequest;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for the aliases of models. */
public final class GetAliasesRequest extends LocalRequest {
  private final @Nullable String name;

  /**
   * @param name of the alias, which must be there, or null for all
   */
  public GetAliasesRequest(@Nullable String name) {
    this.name = name;
  }

  @Nullable String name() {
    return name;
  }
}
