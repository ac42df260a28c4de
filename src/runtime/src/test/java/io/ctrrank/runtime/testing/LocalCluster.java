package io.ctrrank.runtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Redis Cluster of three masters, each with a replica if wanted, all real servers of this
 * machine. They take each other for dead after two seconds.
 */
public final class LocalCluster implements AutoCloseable {
  private static final int SLOTS = 1 << 14;
  private static final int MASTERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<LocalRedis> masters = new ArrayList<>();
  private final List<LocalRedis> replicas = new ArrayList<>();

  private LocalCluster() {}

  /**
   * Starts all of them and waits until they serve.
   *
   * @param replicated whether each master has a replica
   * @param settings of every server
   */
  public static LocalCluster start(boolean replicated, String... settings) {
    LocalCluster cluster = new LocalCluster();
    for (int i = 0; i < MASTERS; i++) {
      cluster.masters.add(server(settings));
      if (replicated) {
        cluster.replicas.add(server(settings));
      }
    }
    cluster.join();
    return cluster;
  }

  /** The masters at the start. */
  public List<LocalRedis> masters() {
    return Collections.unmodifiableList(masters);
  }

  /** The replicas at the start, each of the master at the same place. */
  public List<LocalRedis> replicas() {
    return Collections.unmodifiableList(replicas);
  }

  /** Host and port of each server. */
  public List<String> addresses() {
    return all().map(LocalRedis::toString).toList();
  }

  /** The slot of a key. */
  public static int slot(String key) {
    return JedisClusterCRC16.getSlot(key.getBytes(UTF_8));
  }

  /** The master that had the slot at the start. */
  public LocalRedis masterOf(int slot) {
    return masters.get(Math.min(MASTERS - 1, slot / range()));
  }

  /** Begins to move a slot: the keys that are not there yet are asked for at {@code to}. */
  public void beginMove(int slot, LocalRedis from, LocalRedis to) {
    to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
    from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
  }

  /** Moves the keys of a slot whose move has begun. */
  public void moveKeys(int slot, LocalRedis from, LocalRedis to) {
    Object keys = from.command("CLUSTER", "GETKEYSINSLOT", slot, 10_000);
    if (keys instanceof List<?> list && !list.isEmpty()) {
      List<Object> words =
          new ArrayList<>(List.of("MIGRATE", to.host(), to.port(), "", 0, 5_000, "KEYS"));
      words.addAll(list);
      from.command(words.toArray());
    }
  }

  /**
   * Ends the move of a slot and waits until all masters know of it. The new owner claims the slot
   * with an epoch above all that it has heard of; were it moved on before others have heard of that
   * one, two masters could claim it with the same.
   */
  public void endMove(int slot, LocalRedis to) {
    Stream.concat(Stream.of(to), masters.stream().filter(master -> master != to))
        .forEach(master -> master.command("CLUSTER", "SETSLOT", slot, "NODE", id(to)));
    Waiting.until(
        PATIENCE,
        "masters agree on the epoch",
        () -> masters.stream().map(LocalCluster::epoch).distinct().count() == 1);
  }

  /** Waits until {@code replica} has taken its master's place and the cluster serves again. */
  public void awaitMaster(LocalRedis replica) {
    Waiting.until(
        PATIENCE,
        replica + " is master",
        () -> replica.text("INFO", "replication").contains("role:master") && serves(replica));
  }

  @Override
  public void close() {
    all().forEach(LocalRedis::close);
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      List<Object> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      int end = i == MASTERS - 1 ? SLOTS : (i + 1) * range();
      for (int slot = i * range(); slot < end; slot++) {
        words.add(slot);
      }
      masters.get(i).command(words.toArray());
      masters.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
    }
    LocalRedis seed = masters.getFirst();
    all().skip(1).forEach(server -> server.command("CLUSTER", "MEET", seed.host(), seed.port()));
    String size = "cluster_known_nodes:" + all().count();
    Waiting.until(
        PATIENCE,
        "the cluster serves",
        () ->
            all().allMatch(server -> info(server).contains(size))
                && masters.stream().allMatch(LocalCluster::serves));
    for (int i = 0; i < replicas.size(); i++) {
      replicas.get(i).command("CLUSTER", "REPLICATE", id(masters.get(i)));
    }
    Waiting.until(
        PATIENCE,
        "replicas follow",
        () ->
            replicas.isEmpty()
                || (masters.stream().allMatch(LocalCluster::hasReplica)
                    && all().allMatch(LocalCluster::serves)
                    && all().allMatch(this::knowsReplicas)));
  }

  private boolean knowsReplicas(LocalRedis server) {
    return server.text("CLUSTER", "NODES").split(" slave ", -1).length
            + server.text("CLUSTER", "NODES").split("myself,slave ", -1).length
            - 2
        == replicas.size();
  }

  private Stream<LocalRedis> all() {
    return Stream.concat(masters.stream(), replicas.stream());
  }

  private static LocalRedis server(String... settings) {
    return LocalRedis.start(
        Stream.concat(
                Stream.of(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "2000",
                    "--cluster-replica-validity-factor",
                    "0",
                    "--repl-diskless-sync-delay",
                    "0"),
                Stream.of(settings))
            .toArray(String[]::new));
  }

  private static int range() {
    return SLOTS / MASTERS;
  }

  private static String id(LocalRedis server) {
    return server.text("CLUSTER", "MYID");
  }

  private static String info(LocalRedis server) {
    return server.text("CLUSTER", "INFO");
  }

  private static String epoch(LocalRedis server) {
    return info(server)
        .lines()
        .filter(line -> line.startsWith("cluster_current_epoch:"))
        .findFirst()
        .orElseThrow();
  }

  private static boolean serves(LocalRedis server) {
    return info(server).contains("cluster_state:ok");
  }

  private static boolean hasReplica(LocalRedis server) {
    return server.text("INFO", "replication").contains("state=online");
  }
}
