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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Vectors and users in one Redis, 6.2 or later, that holds all keys (no cluster mode). Thread-safe.
 *
 * <p>Questions end by the caller's deadline and after the options' timeout at the latest; writes,
 * for which nobody waits, may also open a connection in peace. After {@value Breaker#FAILURES}
 * failures in a row Redis is left alone for a second. {@code docs/redis.md} tells what lies where
 * and what happens when.
 */
public final class RedisStore implements VectorStore, UserStore, AutoCloseable {
  /** So many vectors are written at a time: Redis serves nobody else meanwhile. */
  static final int WRITE_BATCH = 256;

  /** A stamp that lies so far in the future is nobody's clock: such a value is replaced. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final byte[] PRELOADED = {'1'};
  private static final byte[] FILLED = {'0'};

  private final RedisOptions options;
  private final InstantSource clock;
  private final RedisKeys keys;
  private final ConnectionPool pool;
  private final Calls calls;
  private final VectorCounts counts = new VectorCounts();
  private final Script putVectors = Script.load("put-vectors.lua");
  private final Script putUserVector = Script.load("put-user-vector.lua");
  private final byte[] missTtl;
  private final RedisUsers states;

  /**
   * A store that connects when it is first asked.
   *
   * @param options which Redis
   * @param executor opens connections: short tasks, one for each new connection, that block for the
   *     options' connect timeout at most, or for as long as a name server takes
   */
  public RedisStore(RedisOptions options, Executor executor) {
    this(options, executor, InstantSource.system(), System::nanoTime);
  }

  RedisStore(RedisOptions options, Executor executor, InstantSource clock, LongSupplier nanoTime) {
    this.options = requireNonNull(options, "options is null");
    this.clock = clock;
    this.keys = new RedisKeys(options.keyPrefix());
    this.pool =
        new ConnectionPool(
            options.connections(),
            new Connector(options, nanoTime),
            requireNonNull(executor, "executor is null"));
    this.calls = new Calls(pool, new Breaker(options.timeout(), nanoTime), nanoTime);
    this.missTtl = ascii(options.missTtl().toMillis());
    this.states = new RedisUsers(calls, keys, this::writeLimit, this::latestStamp);
  }

  @Override
  public FoundVectors get(List<VectorKey> wanted, Deadline deadline) {
    if (wanted.isEmpty()) {
      return FoundVectors.of(new CachedVector[0]);
    }
    Answer<CachedVector[]> answer =
        calls.call(
            deadline.atMost(options.timeout()),
            (connection, limit) -> {
              byte[][] names = keys.vectors(wanted);
              CommandArguments command = new CommandArguments(Command.MGET);
              for (byte[] name : names) {
                command.add(() -> name);
              }
              return vectors(names, list(connection.ask(limit, command), names.length));
            });
    @Nullable CachedVector[] vectors = answer.value();
    return vectors == null
        ? FoundVectors.none(wanted.size(), answer.status())
        : FoundVectors.of(vectors);
  }

  /**
   * In one round trip for every {@value #WRITE_BATCH} vectors; the rest is dropped at a failure.
   */
  @Override
  public StoreStatus put(List<Entry> entries) {
    for (int from = 0; from < entries.size(); from += WRITE_BATCH) {
      int to = Math.min(from + WRITE_BATCH, entries.size());
      Answer<Long> answer = putBatch(entries.subList(from, to));
      if (answer.value() == null) {
        counts.writeFailures().add(entries.size() - from);
        return answer.status();
      }
      counts.written().add(answer.value());
    }
    return StoreStatus.OK;
  }

  private Answer<Long> putBatch(List<Entry> entries) {
    List<byte[]> places = new ArrayList<>(entries.size());
    List<byte[]> arguments = new ArrayList<>(2 + 2 * entries.size());
    arguments.add(latestStamp());
    arguments.add(missTtl);
    for (Entry entry : entries) {
      byte[] place = keys.vector(entry.key());
      places.add(place);
      arguments.add(VectorValue.encode(entry.vector(), place));
      arguments.add(entry.lifetime() == Lifetime.PRELOADED ? PRELOADED : FILLED);
    }
    return calls.call(
        writeLimit(), (connection, limit) -> putVectors.run(connection, limit, places, arguments));
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
    Answer<StoredUser> answer =
        calls.call(
            deadline.atMost(options.timeout()),
            (connection, limit) -> {
              if (mostEvents < 1) {
                // To Redis [0, -1] is the whole list.
                return user(List.of(), connection.ask(limit, fields), hash, field);
              }
              List<@Nullable Object> answers = connection.ask(limit, events, fields);
              return user(list(answers.getFirst()), answers.getLast(), hash, field);
            });
    StoredUser user = answer.value();
    return user == null ? StoredUser.unknown(answer.status()) : user;
  }

  /** A user who is not stored stays so, and a newer vector stays. */
  @Override
  public StoreStatus putVector(String id, String embeddingVersion, CachedVector vector) {
    byte[] hash = keys.user(id);
    byte[] field = keys.userVector(embeddingVersion);
    List<byte[]> arguments = List.of(latestStamp(), field, VectorValue.encode(vector, hash, field));
    Answer<Long> answer =
        calls.call(
            writeLimit(),
            (connection, limit) -> putUserVector.run(connection, limit, List.of(hash), arguments));
    if (answer.value() == null) {
      counts.writeFailures().increment();
    } else {
      counts.written().add(answer.value());
    }
    return answer.status();
  }

  /** What is known of users, to be written. */
  public UserStateStore userStates() {
    return states;
  }

  /** Connects and asks for a sign of life. */
  public StoreStatus ping() {
    return calls
        .call(
            writeLimit(),
            (connection, limit) ->
                Optional.ofNullable(connection.ask(limit, new CommandArguments(Command.PING))))
        .status();
  }

  /** Counts so far. */
  public RedisStats stats() {
    return calls.stats(counts);
  }

  /** Closes connections; calls after it fail. */
  @Override
  public void close() {
    pool.close();
  }

  private @Nullable CachedVector[] vectors(byte[][] names, List<?> values) {
    @Nullable CachedVector[] vectors = new CachedVector[names.length];
    int hits = 0;
    for (int i = 0; i < names.length; i++) {
      vectors[i] = vector(values.get(i), names[i]);
      hits += vectors[i] == null ? 0 : 1;
    }
    counts.hits().add(hits);
    counts.misses().add(names.length - hits);
    return vectors;
  }

  private StoredUser user(
      List<?> events, @Nullable Object fields, byte[] hash, Optional<byte[]> vectorField) {
    List<?> values = list(fields, vectorField.isPresent() ? 2 : 1);
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
    if (vector == null) {
      counts.damaged().increment();
    }
    return vector;
  }

  private static List<?> list(@Nullable Object answer) {
    if (answer instanceof List<?> list) {
      return list;
    }
    throw new JedisConnectionException("answer is no list");
  }

  private static List<?> list(@Nullable Object answer, int size) {
    List<?> list = list(answer);
    if (list.size() != size) {
      throw new JedisConnectionException("answer has another length than the question");
    }
    return list;
  }

  private Deadline writeLimit() {
    return Deadline.after(options.connectTimeout().plus(options.timeout()));
  }

  private byte[] latestStamp() {
    return ascii(clock.millis() + CLOCK_SKEW.toMillis());
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
