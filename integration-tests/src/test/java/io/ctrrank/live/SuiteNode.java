package io.ctrrank.live;

import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Suite}, started with the first test that asks for it. */
final class SuiteNode implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Suite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SuiteNode.class))
        .computeIfAbsent(Suite.class, key -> start(), Suite.class);
  }

  private static Suite start() {
    try {
      return Suite.start();
    } catch (IOException | DataException e) {
      throw new IllegalStateException("node for the tests did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the node for the tests started", e);
    }
  }
}
