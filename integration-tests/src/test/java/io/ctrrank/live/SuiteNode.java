package io.ctrrank.live;

import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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
        .computeIfAbsent(Outcome.class, key -> Outcome.ofStart(), Outcome.class)
        .suite();
  }

  /** A suite, or why there is none: a node that does not start is tried once, not by every test. */
  private record Outcome(@Nullable Suite suiteOrNull, @Nullable Exception failure)
      implements AutoCloseable {
    static Outcome ofStart() {
      try {
        return new Outcome(Suite.start(), null);
      } catch (IOException | DataException | RuntimeException e) {
        return new Outcome(null, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Outcome(null, e);
      }
    }

    Suite suite() {
      if (suiteOrNull == null) {
        throw new IllegalStateException("the tests' node did not start", failure);
      }
      return suiteOrNull;
    }

    @Override
    public void close() throws IOException {
      if (suiteOrNull != null) {
        suiteOrNull.close();
      }
    }
  }
}
