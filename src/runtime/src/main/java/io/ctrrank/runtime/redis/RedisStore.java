package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.store.UserStore;
import io.ctrrank.runtime.store.VectorStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Vectors and users in Redis 6.2 or later: one server, a master of Sentinels, or a cluster.
 * Thread-safe.
 *
 * <p>Questions end by the caller's deadline and after the options' timeout at the latest; writes,
 * for which nobody waits, may also open a connection in peace. After {@value Breaker#FAILURES}
 * failures in a row Redis is left alone for a second. {@code docs/redis.md} tells what lies where
 * and what happens when.
 */
public final class RedisStore implements VectorStore, UserStore, AutoCloseable {
  /** So many vectors are written at a time: Redis serves nobody else meanwhile. */
  static final int WRITE_BATCH = 256;

  private static final byte[] PRELOADED = {'1'};
  private static final byte[] FILLED = {'0'};

  private final RedisOptions options;
  private final InstantSource clock;
  private final RedisKeys keys;
  private final Keyspace keyspace;
  private final CallCounts calls = new CallCounts();
  private final VectorCounts counts = new VectorCounts();
  private final Script putVectors = Script.load("put-vectors.lua");
  private final Script putUserVector = Script.load("put-user-vector.lua");
  private final byte[] missTtl;
  private final RedisUsers states;

  /** A store that connects when it is first asked, and warns nobody. */
  public RedisStore(RedisOptions options, Executor executor) {
    this(options, executor, warning -> {});
  }

  /**
   * A store that connects when it is first asked.
   *
   * @param options which Redis
   * @param executor opens connections: short tasks, one for each new connection, that block for the
   *     options' connect timeout at most (for each Sentinel that is asked, too), or for as long as
   *     a name server takes
   * @param warnings told what is wrong with a server's memory, on the executor's threads
   */
  public RedisStore(RedisOptions options, Executor executor, Consumer<String> warnings) {
    this(options, executor, warnings, InstantSource.system(), System::nanoTime);
  }

  RedisStore(
      RedisOptions options,
      Executor executor,
      Consumer<String> warnings,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.options = requireNonNull(options, "options is null");
    this.clock = clock;
    this.keys = new RedisKeys(options.keyPrefix());
    this.keyspace =
        new Keyspaces(
                options, requireNonNull(executor, "executor is null"), warnings, calls, nanoTime)
            .keyspace();
    this.missTtl = ascii(options.missTtl().toMillis());
    this.states = new RedisUsers(keyspace, keys, calls, this::writeLimit, this::latestStamp);
  }

  @Override
  public FoundVectors get(List<VectorKey> wanted, Deadline deadline) {
    if (wanted.isEmpty()) {
      return FoundVectors.of(new CachedVector[0]);
    }
    byte[][] names = keys.vectors(wanted);
    Deadline limit = deadline.atMost(options.timeout());
    return keyspace.holdsAllTogether() ? getTogether(names, limit) : getEach(names, limit);
  }

  private FoundVectors getTogether(byte[][] names, Deadline limit) {
    CommandArguments command = new CommandArguments(Command.MGET);
    for (byte[] name : names) {
      command.add(() -> name);
    }
    Question question =
        new Question(
            names[0],
            command,
            answer -> answer instanceof List<?> list && list.size() == names.length);
    Reply reply = ask(List.of(question), limit).getFirst();
    return reply.value() instanceof List<?> values && reply.status() == StoreStatus.OK
        ? FoundVectors.of(vectors(names, values, names.length))
        : FoundVectors.none(names.length, reply.status());
  }

  private FoundVectors getEach(byte[][] names, Deadline limit) {
    List<Question> questions = new ArrayList<>(names.length);
    for (byte[] name : names) {
      questions.add(
          new Question(
              name,
              new CommandArguments(Command.GET).add(() -> name),
              answer -> answer == null || answer instanceof byte[]));
    }
    List<Reply> replies = new ArrayList<>(ask(questions, limit));
    // Another type is no vector, as for MGET.
    replies.replaceAll(reply -> reply.isError("WRONGTYPE") ? Reply.of(null) : reply);
    List<@Nullable Object> values = new ArrayList<>();
    replies.forEach(reply -> values.add(reply.status() == StoreStatus.OK ? reply.value() : null));
    int answered = (int) replies.stream().filter(reply -> reply.status() == StoreStatus.OK).count();
    return new FoundVectors(Arrays.asList(vectors(names, values, answered)), status(replies));
  }

  /**
   * In one round trip for every {@value #WRITE_BATCH} vectors; the rest is dropped at a failure.
   */
  @Override
  public StoreStatus put(List<Entry> entries) {
    for (int from = 0; from < entries.size(); from += WRITE_BATCH) {
      int to = Math.min(from + WRITE_BATCH, entries.size());
      List<Reply> replies = putBatch(entries.subList(from, to));
      long taken = replies.stream().filter(reply -> reply.status() == StoreStatus.OK).count();
      counts.written().add(sum(replies));
      if (taken < replies.size()) {
        // One reply is of one vector, or of all of them.
        counts.writeFailures().add(entries.size() - from - taken);
        return status(replies);
      }
    }
    return StoreStatus.OK;
  }

  private List<Reply> putBatch(List<Entry> entries) {
    List<Script.Run> runs = new ArrayList<>();
    for (List<Entry> part : keyspace.holdsAllTogether() ? List.of(entries) : singles(entries)) {
      List<byte[]> places = new ArrayList<>(part.size());
      List<byte[]> arguments = new ArrayList<>(2 + 2 * part.size());
      arguments.add(ascii(latestStamp()));
      arguments.add(missTtl);
      for (Entry entry : part) {
        byte[] place = keys.vector(entry.key());
        places.add(place);
        arguments.add(VectorValue.encode(entry.vector(), place));
        arguments.add(entry.lifetime() == Lifetime.PRELOADED ? PRELOADED : FILLED);
      }
      runs.add(new Script.Run(places, arguments));
    }
    return calls.answered(putVectors.run(keyspace, runs, writeLimit()));
  }

  private static List<List<Entry>> singles(List<Entry> entries) {
    return entries.stream().map(List::of).toList();
  }

  @Override
  public StoredUser user(
      String id, int mostEvents, Optional<String> embeddingVersion, Deadline deadline) {
    byte[] hash = keys.user(id);
    Optional<byte[]> field = embeddingVersion.map(keys::userVector);
    CommandArguments fields = new CommandArguments(Command.HMGET).add(hash).add(RedisKeys.PROFILE);
    field.ifPresent(fields::add);
    CommandArguments events =
        new CommandArguments(Command.LRANGE).add(keys.events(id)).add(0).add(mostEvents - 1);
    List<Question> questions = new ArrayList<>();
    if (mostEvents > 0) {
      // To Redis [0, -1] is the whole list.
      questions.add(new Question(keys.events(id), events, List.class::isInstance));
    }
    int size = field.isPresent() ? 2 : 1;
    questions.add(
        new Question(
            hash, fields, answer -> answer instanceof List<?> list && list.size() == size));
    List<Reply> replies = ask(questions, deadline.atMost(options.timeout()));
    StoreStatus status = status(replies);
    return status == StoreStatus.OK
        ? user(
            mostEvents > 0 ? list(replies.getFirst().value()) : List.of(),
            list(replies.getLast().value()),
            hash,
            field)
        : StoredUser.unknown(status);
  }

  /** A user who is not stored stays so, and a newer vector stays. */
  @Override
  public StoreStatus putVector(String id, String embeddingVersion, CachedVector vector) {
    byte[] hash = keys.user(id);
    byte[] field = keys.userVector(embeddingVersion);
    List<byte[]> arguments =
        List.of(ascii(latestStamp()), field, VectorValue.encode(vector, hash, field));
    List<Reply> replies =
        calls.answered(
            putUserVector.run(
                keyspace, List.of(new Script.Run(List.of(hash), arguments)), writeLimit()));
    StoreStatus status = status(replies);
    if (status == StoreStatus.OK) {
      counts.written().add(sum(replies));
    } else {
      counts.writeFailures().increment();
    }
    return status;
  }

  /** What is known of users, to be written. */
  public UserStateStore userStates() {
    return states;
  }

  /** Connects and asks for a sign of life. */
  public StoreStatus ping() {
    byte[] anywhere = options.keyPrefix().getBytes(UTF_8);
    Question question = Question.of(anywhere, new CommandArguments(Command.PING));
    return status(ask(List.of(question), writeLimit()));
  }

  /** Counts so far. */
  public RedisStats stats() {
    List<RedisServerStats> servers = keyspace.servers();
    return new RedisStats(
        calls.calls().sum(),
        counts.hits().sum(),
        counts.misses().sum(),
        counts.damaged().sum(),
        calls.timeouts().sum(),
        calls.failures().sum(),
        calls.busy().sum(),
        calls.suspended().sum(),
        counts.written().sum(),
        counts.writeFailures().sum(),
        keyspace.isSuspended(),
        servers);
  }

  /** Closes connections; calls after it fail. */
  @Override
  public void close() {
    keyspace.close();
  }

  private List<Reply> ask(List<Question> questions, Deadline limit) {
    return calls.answered(keyspace.ask(questions, limit));
  }

  /** How a question ended: as the part of it that has not been answered. */
  private static StoreStatus status(List<Reply> replies) {
    return replies.stream()
        .map(Reply::status)
        .filter(status -> status != StoreStatus.OK)
        .findFirst()
        .orElse(StoreStatus.OK);
  }

  private static long sum(List<Reply> replies) {
    return replies.stream()
        .mapToLong(reply -> reply.value() instanceof Long number ? number : 0)
        .sum();
  }

  private @Nullable CachedVector[] vectors(byte[][] names, List<?> values, int answered) {
    @Nullable CachedVector[] vectors = new CachedVector[names.length];
    int hits = 0;
    for (int i = 0; i < names.length; i++) {
      vectors[i] = vector(values.get(i), names[i]);
      hits += vectors[i] == null ? 0 : 1;
    }
    counts.hits().add(hits);
    counts.misses().add(answered - hits);
    return vectors;
  }

  private StoredUser user(
      List<?> events, List<?> values, byte[] hash, Optional<byte[]> vectorField) {
    Optional<String> profile =
        values.getFirst() instanceof byte[] text
            ? Optional.of(new String(text, UTF_8)).filter(words -> !words.isBlank())
            : Optional.empty();
    CachedVector vector =
        vectorField.isPresent() ? vector(values.getLast(), hash, vectorField.get()) : null;
    BehaviorSequence history = StoredEvents.read(events);
    return new StoredUser(history, profile, vector, StoreStatus.OK);
  }

  private @Nullable CachedVector vector(@Nullable Object value, byte[]... place) {
    if (value == null) {
      return null;
    }
    CachedVector vector = value instanceof byte[] bytes ? VectorValue.decode(bytes, place) : null;
    if (vector == null || Long.compareUnsigned(vector.stamp(), latestStamp()) > 0) {
      counts.damaged().increment();
      return null;
    }
    return vector;
  }

  private static List<?> list(@Nullable Object answer) {
    return answer instanceof List<?> list ? list : List.of();
  }

  private Deadline writeLimit() {
    return Deadline.after(options.connectTimeout().plus(options.timeout()));
  }

  /** Scripts replace what has a later one, as what is damaged. */
  private long latestStamp() {
    return CachedVector.latestStamp(clock.millis());
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
