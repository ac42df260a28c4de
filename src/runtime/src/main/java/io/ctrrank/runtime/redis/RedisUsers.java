package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.AppendedEvents;
import io.ctrrank.runtime.store.DeletedUser;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.StoreAnswer;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserRetention;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Writes what is known of users: each call is one script, which Redis runs as a whole. A user's two
 * keys lie in one slot. Thread-safe.
 */
final class RedisUsers implements UserStateStore {
  private static final Pattern MADE = Pattern.compile("(\\d{1,18}) (\\d{1,18}) \\p{XDigit}+");
  private static final Comparator<BehaviorEvent> NEWEST_FIRST =
      BehaviorEvent.NEWEST_FIRST.thenComparing(BehaviorEvent::type);

  private final Keyspace keyspace;
  private final RedisKeys keys;
  private final CallCounts calls;
  private final Supplier<Deadline> limits;
  private final LongSupplier latestStamp;
  private final Script append = Script.ofUsers("append-events.lua");
  private final Script state = Script.ofUsers("user-state.lua");
  private final Script putProfile = Script.ofUsers("put-profile.lua");
  private final Script putMadeProfile = Script.ofUsers("put-made-profile.lua");
  private final Script delete = Script.ofUsers("delete-user.lua");

  /**
   * @param calls where errors are counted
   * @param limits by when a call that begins now must end
   * @param latestStamp of a vector, the latest that is believed now
   */
  RedisUsers(
      Keyspace keyspace,
      RedisKeys keys,
      CallCounts calls,
      Supplier<Deadline> limits,
      LongSupplier latestStamp) {
    this.keyspace = requireNonNull(keyspace, "keyspace is null");
    this.keys = requireNonNull(keys, "keys is null");
    this.calls = requireNonNull(calls, "calls is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.latestStamp = requireNonNull(latestStamp, "latestStamp is null");
  }

  @Override
  public StoreAnswer<AppendedEvents> append(
      String id, List<BehaviorEvent> events, UserRetention retention) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("there are [0] events to append; expected 1 or more");
    }
    List<byte[]> arguments = new ArrayList<>(4 + 4 * events.size());
    arguments.add(ascii(retention.mostEvents()));
    arguments.add(ascii(retention.timeToLive().toMillis()));
    arguments.add(ascii(retention.blockEvents()));
    arguments.add(newLife());
    for (BehaviorEvent event : events.stream().sorted(NEWEST_FIRST).toList()) {
      arguments.add(ascii(event.timestamp()));
      arguments.add(event.item().getBytes(UTF_8));
      arguments.add(event.type().getBytes(UTF_8));
      arguments.add(StoredEvents.write(event));
    }
    return run(
        append,
        List.of(keys.events(id), keys.user(id)),
        arguments,
        answer -> {
          List<?> counts = list(answer, 4);
          return new AppendedEvents(
              (int) number(counts.get(0)),
              (int) number(counts.get(1)),
              number(counts.get(2)),
              number(counts.get(3)) == 1);
        });
  }

  @Override
  public StoreAnswer<Optional<UserState>> state(String id, int mostEvents) {
    byte[] hash = keys.user(id);
    return run(
        state,
        List.of(keys.events(id), hash),
        List.of(ascii(mostEvents)),
        answer -> state(list(answer, 5), hash));
  }

  private static Optional<UserState> state(List<?> answer, byte[] hash) {
    BehaviorSequence events = StoredEvents.read(list(answer.get(0)));
    Map<String, byte[]> fields = fields(list(answer.get(1)));
    if (list(answer.get(0)).isEmpty() && fields.isEmpty()) {
      return Optional.empty();
    }
    Map<String, CachedVector> vectors = new HashMap<>();
    fields.forEach(
        (field, value) ->
            RedisKeys.embeddingVersion(field)
                .ifPresent(
                    version -> {
                      CachedVector vector = VectorValue.decode(value, hash, field.getBytes(UTF_8));
                      if (vector != null) {
                        vectors.put(version, vector);
                      }
                    }));
    Optional<String> profile = text(fields, RedisKeys.PROFILE);
    boolean isOwn = number(answer.get(4)) == 1;
    return Optional.of(
        new UserState(
            events,
            Math.max(
                events.size(),
                text(fields, RedisKeys.EVENTS)
                    .filter(count -> count.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(0L)),
            profile,
            isOwn ? null : made(profile, fields),
            vectors,
            text(fields, RedisKeys.LIFE).orElse(null),
            timeToLive(number(answer.get(2)), number(answer.get(3)))));
  }

  private static @Nullable MadeProfile made(Optional<String> profile, Map<String, byte[]> fields) {
    Matcher note = MADE.matcher(text(fields, RedisKeys.MADE).orElse(""));
    return profile.isPresent() && note.matches()
        ? new MadeProfile(
            profile.get(), Long.parseLong(note.group(1)), Long.parseLong(note.group(2)))
        : null;
  }

  /** What Redis says of a key: -2 for none, -1 for one that stays. */
  private static Optional<Duration> timeToLive(long events, long hash) {
    return events == -1 || hash == -1
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, Math.max(events, hash))));
  }

  @Override
  public StoreAnswer<Boolean> putProfile(
      String id, @Nullable String profile, UserRetention retention) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(retention.timeToLive().toMillis()));
    arguments.add(newLife());
    if (profile != null) {
      arguments.add(profile.getBytes(UTF_8));
    }
    return run(
        putProfile, List.of(keys.events(id), keys.user(id)), arguments, answer -> Boolean.TRUE);
  }

  @Override
  public StoreAnswer<Boolean> putMadeProfile(
      String id,
      String life,
      MadeProfile profile,
      String embeddingVersion,
      @Nullable CachedVector vector) {
    byte[] hash = keys.user(id);
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(latestStamp.getAsLong()));
    arguments.add(life.getBytes(UTF_8));
    arguments.add(profile.text().getBytes(UTF_8));
    arguments.add(ascii(profile.events()));
    arguments.add(ascii(profile.madeAt()));
    if (vector != null) {
      byte[] field = keys.userVector(embeddingVersion);
      arguments.add(field);
      arguments.add(VectorValue.encode(vector, hash, field));
    }
    return run(putMadeProfile, List.of(hash), arguments, answer -> number(answer) == 1);
  }

  @Override
  public StoreAnswer<Optional<DeletedUser>> toDelete(String id) {
    return delete(id, Command.EXISTS);
  }

  @Override
  public StoreAnswer<Optional<DeletedUser>> delete(String id) {
    return delete(id, Command.DEL);
  }

  private StoreAnswer<Optional<DeletedUser>> delete(String id, Command command) {
    return run(
        delete,
        List.of(keys.events(id), keys.user(id)),
        List.of(command.getRaw()),
        answer -> {
          List<?> found = list(answer, 3);
          return number(found.get(0)) == 0
              ? Optional.empty()
              : Optional.of(new DeletedUser(text(found.get(1)), versions(list(found.get(2)))));
        });
  }

  private static List<String> versions(List<?> fields) {
    return fields.stream()
        .map(field -> RedisKeys.embeddingVersion(text(field)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public StoreStatus forget(List<VectorKey> vectors) {
    List<Question> questions = new ArrayList<>();
    for (VectorKey vector : vectors) {
      byte[] name = keys.vector(vector);
      questions.add(
          new Question(
              name, new CommandArguments(Command.DEL).add(() -> name), Long.class::isInstance));
    }
    return calls.answered(keyspace.ask(questions, limits.get())).stream()
        .map(Reply::status)
        .filter(status -> status != StoreStatus.OK)
        .findFirst()
        .orElse(StoreStatus.OK);
  }

  private <T> StoreAnswer<T> run(
      Script script, List<byte[]> names, List<byte[]> arguments, Function<Object, T> reader) {
    List<Script.Run> once = List.of(new Script.Run(names, arguments));
    Reply reply = calls.answered(script.run(keyspace, once, limits.get())).getFirst();
    if (reply.status() != StoreStatus.OK) {
      return new StoreAnswer<>(null, reply.status());
    }
    Object value = reply.value();
    if (value == null) {
      return new StoreAnswer<>(null, StoreStatus.FOREIGN);
    }
    try {
      return new StoreAnswer<>(reader.apply(value), StoreStatus.OK);
    } catch (JedisConnectionException e) {
      return new StoreAnswer<>(null, StoreStatus.FAILED);
    }
  }

  private static Map<String, byte[]> fields(List<?> pairs) {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      if (pairs.get(i + 1) instanceof byte[] value) {
        fields.put(text(pairs.get(i)), value);
      }
    }
    return fields;
  }

  private static Optional<String> text(Map<String, byte[]> fields, String field) {
    return Optional.ofNullable(fields.get(field))
        .map(bytes -> new String(bytes, UTF_8))
        .filter(text -> !text.isBlank());
  }

  private static String text(@Nullable Object answer) {
    return answer instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
  }

  private static long number(@Nullable Object answer) {
    if (answer instanceof Long number) {
      return number;
    }
    throw new JedisConnectionException("script answered with no number");
  }

  private static List<?> list(@Nullable Object answer) {
    if (answer instanceof List<?> list) {
      return list;
    }
    throw new JedisConnectionException("script answered with no list");
  }

  private static List<?> list(@Nullable Object answer, int size) {
    List<?> list = list(answer);
    if (list.size() != size) {
      throw new JedisConnectionException("script answered with a list of another length");
    }
    return list;
  }

  private static byte[] newLife() {
    return UUID.randomUUID().toString().getBytes(US_ASCII);
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
