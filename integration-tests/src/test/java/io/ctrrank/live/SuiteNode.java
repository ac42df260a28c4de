package io.ctrrank.live;

import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a node with the bundles msd and din and a broken one beside them, started once for
 * all test classes and stopped after the last. Parameters may be {@link LiveNode} or {@link
 * NodeClient}.
 */
final class SuiteNode implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LiveNode.class || type == NodeClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LiveNode node =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SuiteNode.class))
            .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
            .node;
    return parameter.getParameter().getType() == LiveNode.class ? node : node.client();
  }

  /** Closed by JUnit after the last test. */
  private record Running(NodeFolder folder, LiveNode node) implements AutoCloseable {
    static Running start() {
      try {
        Artifacts artifacts = Artifacts.ofBuild();
        NodeFolder folder = NodeFolder.create(artifacts);
        folder.addBundle(artifacts.bundle("msd"));
        folder.addBundle(artifacts.bundle("din"));
        BrokenBundle.addTo(folder, artifacts.bundle("din"));
        return new Running(folder, LiveNode.start(folder, List.of()));
      } catch (IOException e) {
        throw new IllegalStateException("node for the tests did not start", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the node for the tests started", e);
      }
    }

    @Override
    public void close() throws IOException {
      node.close();
      folder.close();
    }
  }
}
