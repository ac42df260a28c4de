package io.ctrrank.runtime.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A master, a replica and three Sentinels that watch them, all real servers of this machine.
 * Sentinels take a master for dead after two seconds.
 */
public final class LocalSentinels implements AutoCloseable {
  /** What the Sentinels call the master. */
  public static final String MASTER = "ads";

  private static final int SENTINELS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRedis first;
  private final LocalRedis second;
  private final List<LocalRedis> sentinels = new ArrayList<>();

  private LocalSentinels(LocalRedis first, LocalRedis second) {
    this.first = first;
    this.second = second;
  }

  /** Starts all of them and waits until a failover could succeed. */
  public static LocalSentinels start() {
    LocalRedis master = LocalRedis.start("--repl-diskless-sync-delay", "0");
    LocalRedis replica =
        LocalRedis.start("--replicaof", master.host(), Integer.toString(master.port()));
    LocalSentinels all = new LocalSentinels(master, replica);
    for (int i = 0; i < SENTINELS; i++) {
      all.sentinels.add(
          LocalRedis.startSentinel(
              List.of(
                  "sentinel monitor " + MASTER + " " + master.host() + " " + master.port() + " 2",
                  "sentinel down-after-milliseconds " + MASTER + " 2000",
                  "sentinel failover-timeout " + MASTER + " 3000")));
    }
    Waiting.until(PATIENCE, "sentinels know each other and the replica", all::isReady);
    return all;
  }

  /** The master at the start. */
  public LocalRedis first() {
    return first;
  }

  /** The replica at the start. */
  public LocalRedis second() {
    return second;
  }

  /** The Sentinels. */
  public List<LocalRedis> sentinels() {
    return Collections.unmodifiableList(sentinels);
  }

  /** Host and port of each Sentinel. */
  public List<String> addresses() {
    return sentinels.stream().map(LocalRedis::toString).toList();
  }

  /** Waits until the Sentinels that run have agreed on the other master. */
  public void awaitMaster(LocalRedis master) {
    Waiting.until(
        PATIENCE,
        "sentinels name " + master,
        () ->
            master.text("INFO", "replication").contains("role:master")
                && sentinels.stream().allMatch(sentinel -> isMaster(sentinel, master)));
  }

  /** Waits until the Sentinels have made a server, a master before, a replica. */
  public void awaitReplica(LocalRedis server) {
    Waiting.until(
        PATIENCE,
        server + " is a replica",
        () -> server.text("INFO", "replication").contains("role:slave"));
  }

  @Override
  public void close() {
    sentinels.forEach(LocalRedis::close);
    second.close();
    first.close();
  }

  private boolean isReady() {
    return first.text("INFO", "replication").contains("state=online")
        && sentinels.stream()
            .map(sentinel -> sentinel.text("INFO", "sentinel"))
            .allMatch(info -> info.contains("status=ok") && info.contains("slaves=1,sentinels=3"));
  }

  private static boolean isMaster(LocalRedis sentinel, LocalRedis master) {
    return sentinel.command("SENTINEL", "get-master-addr-by-name", MASTER)
            instanceof List<?> address
        && address.getLast().equals(Integer.toString(master.port()));
  }
}
