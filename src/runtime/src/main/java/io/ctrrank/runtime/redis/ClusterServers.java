package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Keys lie on the masters of a cluster. Questions are sorted by the master that has the key's slot,
 * all masters are asked before the first answer is read, and where one says that another has the
 * key now, that one is asked. Thread-safe.
 */
final class ClusterServers implements Keyspace {
  /** Rounds of being sent elsewhere, the first one included. */
  private static final int MOST_ROUNDS = 4;

  private final Topology topology;
  private final Function<RedisAddress, Server> connect;
  private final MemoryWatch watch;
  private final Map<RedisAddress, Server> servers = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A question, where it goes, and whether it is to be asked there although it lies elsewhere. */
  private record Routed(int index, RedisAddress server, boolean asking) {}

  /** An exchange and which replies of it belong to which question. */
  private record Part(List<Routed> routed, Exchange exchange) {}

  /**
   * @param topology makes a topology that tells {@code changes} of the masters
   * @param connect makes a server
   */
  ClusterServers(
      Function<Consumer<Set<RedisAddress>>, Topology> topology,
      Function<RedisAddress, Server> connect,
      MemoryWatch watch) {
    this.topology = topology.apply(this::keepOnly);
    this.connect = connect;
    this.watch = watch;
  }

  @Override
  public boolean holdsAllTogether() {
    return false;
  }

  @Override
  public List<Reply> ask(List<Question> questions, Deadline limit) {
    Reply[] replies = new Reply[questions.size()];
    Topology.Known known =
        closed ? new Topology.Known(null, StoreStatus.FAILED) : topology.await(limit);
    SlotTable table = known.table();
    if (table == null) {
      Arrays.fill(replies, Reply.none(known.status()));
      return List.of(replies);
    }
    Arrays.fill(replies, Reply.none(StoreStatus.FAILED));
    List<Routed> open = new ArrayList<>(replies.length);
    for (int i = 0; i < replies.length; i++) {
      RedisAddress master = table.master(SlotTable.slot(questions.get(i).key()));
      if (master != null) {
        open.add(new Routed(i, master, false));
      }
    }
    if (open.size() < replies.length) {
      topology.refresh();
    }
    for (int round = 0; round < MOST_ROUNDS && !open.isEmpty(); round++) {
      open = round(questions, open, replies, limit);
    }
    return List.of(replies);
  }

  @Override
  public boolean isSuspended() {
    return topology.isSuspended() || servers.values().stream().anyMatch(Server::isSuspended);
  }

  @Override
  public List<RedisServerStats> servers() {
    return servers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(RedisAddress::toString)))
        .map(server -> watch.stats(server.getKey(), server.getValue().isSuspended()))
        .toList();
  }

  @Override
  public void close() {
    closed = true;
    keepOnly(Set.of());
  }

  /** Asks everybody once; returns what is to be asked elsewhere. */
  private List<Routed> round(
      List<Question> questions, List<Routed> open, Reply[] replies, Deadline limit) {
    List<Part> parts = begin(questions, open, limit);
    List<Routed> elsewhere = new ArrayList<>();
    for (Part part : parts) {
      List<Reply> got = part.exchange().end(limit);
      int next = 0;
      for (Routed routed : part.routed()) {
        next += routed.asking() ? 1 : 0;
        Reply reply = got.get(next++);
        replies[routed.index()] = reply;
        Redirect redirect = Redirect.of(reply.value(), routed.server());
        if (redirect != null) {
          elsewhere.add(new Routed(routed.index(), redirect.server(), !redirect.moved()));
          if (redirect.moved()) {
            topology.moved(redirect);
          }
        } else if (mayHaveBeenReplaced(reply)) {
          topology.refresh();
        }
      }
    }
    return elsewhere;
  }

  private static boolean mayHaveBeenReplaced(Reply reply) {
    return reply.isError("CLUSTERDOWN")
        || (!reply.isError()
            && reply.status() != StoreStatus.OK
            && reply.status() != StoreStatus.BUSY);
  }

  private List<Part> begin(List<Question> questions, List<Routed> open, Deadline limit) {
    Map<RedisAddress, List<Routed>> byServer = new LinkedHashMap<>();
    for (Routed routed : open) {
      byServer.computeIfAbsent(routed.server(), server -> new ArrayList<>()).add(routed);
    }
    List<Part> parts = new ArrayList<>(byServer.size());
    for (Map.Entry<RedisAddress, List<Routed>> part : byServer.entrySet()) {
      List<Question> asked = new ArrayList<>();
      for (Routed routed : part.getValue()) {
        Question question = questions.get(routed.index());
        if (routed.asking()) {
          asked.add(Question.of(question.key(), new CommandArguments(Command.ASKING)));
        }
        asked.add(question);
      }
      parts.add(new Part(part.getValue(), server(part.getKey()).begin(asked, limit)));
    }
    return parts;
  }

  private Server server(RedisAddress address) {
    Server server = servers.computeIfAbsent(address, connect);
    if (closed) {
      server.close();
    }
    return server;
  }

  private void keepOnly(Set<RedisAddress> masters) {
    servers.forEach(
        (address, server) -> {
          if (!masters.contains(address) && servers.remove(address, server)) {
            server.close();
          }
        });
  }
}
