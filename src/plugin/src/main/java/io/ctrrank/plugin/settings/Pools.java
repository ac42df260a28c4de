package io.ctrrank.plugin.settings;

import java.util.List;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsExecutors.TaskTrackingConfig;
import org.elasticsearch.threadpool.ExecutorBuilder;
import org.elasticsearch.threadpool.FixedExecutorBuilder;

/** The plugin's thread pools, told by {@code GET _cat/thread_pool/ctr_*}. */
public final class Pools {
  /** Encodes texts. */
  public static final String ENCODE = "ctr_encode";

  /** Waits for encoder nodes. */
  public static final String REMOTE = "ctr_encode_remote";

  /** Waits for the store. */
  public static final String STORE = "ctr_store";

  /** Fetches and loads uploaded models, one after the other. */
  public static final String MODEL = "ctr_model";

  /** Writes what is known of users. */
  public static final String USER = "ctr_user";

  /** Makes profiles of users from their events. */
  public static final String PROFILE = "ctr_profile";

  /** Calls to encoder nodes that may be under way from this node. */
  public static final int REMOTE_CALLS = 4;

  /** Most requests that wait for a thread to ask the store with. */
  private static final int MOST_WAITING_FOR_STORE = 1_000;

  /** Of the connections to the store, one in so many may write: the others are left to searches. */
  private static final int CONNECTIONS_OF_A_WRITER = 4;

  /** Most users that wait for a thread, to be written, or to be given a profile. */
  private static final int MOST_WAITING_USERS = 1_000;

  /** The queues of texts are bounded themselves and hand a pool no more than it has threads. */
  private static final int UNBOUNDED = -1;

  private Pools() {}

  /** Every pool, for registration. */
  public static List<ExecutorBuilder<?>> all(Settings settings) {
    return List.of(
        pool(settings, ENCODE, CtrSettings.of(settings).encoderThreads(), UNBOUNDED),
        pool(settings, REMOTE, REMOTE_CALLS, UNBOUNDED),
        pool(settings, MODEL, 1, UNBOUNDED),
        pool(settings, USER, writers(settings), MOST_WAITING_USERS),
        pool(settings, PROFILE, 1, MOST_WAITING_USERS),
        pool(settings, STORE, RedisSettings.connections(settings), MOST_WAITING_FOR_STORE));
  }

  private static int writers(Settings settings) {
    return Math.max(1, RedisSettings.connections(settings) / CONNECTIONS_OF_A_WRITER);
  }

  private static ExecutorBuilder<?> pool(Settings settings, String name, int threads, int queue) {
    return new FixedExecutorBuilder(
        settings, name, threads, queue, "thread_pool." + name, TaskTrackingConfig.DO_NOT_TRACK);
  }
}
