package io.ctrrank.live.node;

import java.io.IOException;
import java.util.List;

/**
 * A node in a folder that goes with it: unpacked, installed and started in one step, ended and
 * deleted in another. Not thread-safe.
 */
public final class TemporaryNode implements AutoCloseable {
  private static final int MOST_WAITING = 1_000;

  private final NodeFolder folder;
  private final LiveNode node;
  private boolean kept;

  private TemporaryNode(NodeFolder folder, LiveNode node) {
    this.folder = folder;
    this.node = node;
  }

  /** Changes a folder before its node starts. */
  @FunctionalInterface
  public interface Preparation {
    /** Does nothing. */
    Preparation NONE = folder -> {};

    void prepare(NodeFolder folder) throws IOException, InterruptedException;
  }

  /** Starts the node of a folder that is ready. */
  @FunctionalInterface
  private interface Start {
    LiveNode in(NodeFolder folder) throws IOException, InterruptedException;
  }

  /**
   * Lines for {@code elasticsearch.yml} of a node without other work: its encoder may use all
   * processors, and every search thread may wait for it.
   */
  public static List<String> withoutOtherWork() {
    return List.of(
        "ctr.encoder.threads: " + Runtime.getRuntime().availableProcessors(),
        "ctr.search.max_waiting: " + MOST_WAITING);
  }

  /**
   * Starts a node that serves bundles and has no other work.
   *
   * @param artifacts what it is put together from
   * @param bundles ids of the bundles
   * @param preparation what else to do with its folder
   */
  public static TemporaryNode start(
      Artifacts artifacts, List<String> bundles, Preparation preparation)
      throws IOException, InterruptedException {
    return start(artifacts, bundles, withoutOtherWork(), preparation);
  }

  /**
   * Starts a node that serves bundles.
   *
   * @param settings lines for {@code elasticsearch.yml}
   */
  public static TemporaryNode start(
      Artifacts artifacts, List<String> bundles, List<String> settings, Preparation preparation)
      throws IOException, InterruptedException {
    return start(
        artifacts,
        bundles,
        folder -> {
          preparation.prepare(folder);
          return LiveNode.start(folder, settings);
        });
  }

  /**
   * Starts a node that serves bundles, with security, and TLS for HTTP.
   *
   * @param settings lines for {@code elasticsearch.yml}
   * @param user as whom the node's client talks to it, with all rights
   */
  public static TemporaryNode startEncrypted(
      Artifacts artifacts,
      List<String> bundles,
      List<String> settings,
      Preparation preparation,
      String user,
      String password)
      throws IOException, InterruptedException {
    return start(
        artifacts,
        bundles,
        folder -> {
          preparation.prepare(folder);
          folder.addUser(user, password, "superuser");
          return LiveNode.startEncrypted(folder, settings, user, password);
        });
  }

  private static TemporaryNode start(Artifacts artifacts, List<String> bundles, Start start)
      throws IOException, InterruptedException {
    NodeFolder folder = NodeFolder.create(artifacts);
    try {
      for (String bundle : bundles) {
        folder.addBundle(artifacts.bundle(bundle));
      }
      return new TemporaryNode(folder, start.in(folder));
    } catch (IOException | InterruptedException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The running node. */
  public LiveNode node() {
    return node;
  }

  /** Leaves node and folder when this is closed, and when this process ends. */
  public void keep() {
    node.detach();
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      node.close();
      folder.close();
    }
  }
}
