package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A Lua script that Redis runs as a whole; it is sent only when Redis does not know it. */
final class Script {
  private final byte[] source;
  private final byte[] digest;
  private final Predicate<@Nullable Object> fits;

  private Script(byte[] source, Predicate<@Nullable Object> fits) {
    this.fits = fits;
    this.source = source;
    this.digest = sha1(source).getBytes(US_ASCII);
  }

  /** Reads a script of this package, and before it the functions that it shares with others. */
  static Script load(String name) {
    return new Script((read("stamp.lua") + read(name)).getBytes(US_ASCII), Long.class::isInstance);
  }

  /** The same of a script about users, with what these share; it may answer with anything. */
  static Script ofUsers(String name) {
    return new Script(
        (read("stamp.lua") + read("user.lua") + read(name)).getBytes(US_ASCII), answer -> true);
  }

  /**
   * Runs it for each of {@code runs}; blocks until {@code limit} at the latest.
   *
   * @return one reply for each, in order: a number, or why there is none
   */
  List<Reply> run(Keyspace keyspace, List<Run> runs, Deadline limit) {
    List<Reply> replies = new ArrayList<>(keyspace.ask(known(runs), limit));
    List<Integer> unknown =
        IntStream.range(0, runs.size())
            .filter(i -> replies.get(i).isError("NOSCRIPT"))
            .boxed()
            .toList();
    if (!unknown.isEmpty()) {
      List<Reply> again = keyspace.ask(whole(unknown.stream().map(runs::get).toList()), limit);
      for (int i = 0; i < again.size(); i++) {
        replies.set(unknown.get(i), again.get(i));
      }
    }
    return replies;
  }

  /**
   * What it is run with.
   *
   * @param keys all of one server, at least one
   * @param arguments the rest
   */
  record Run(List<byte[]> keys, List<byte[]> arguments) {}

  private List<Question> known(List<Run> runs) {
    return runs.stream().map(run -> question(Command.EVALSHA, digest, run)).toList();
  }

  private List<Question> whole(List<Run> runs) {
    return runs.stream().map(run -> question(Command.EVAL, source, run)).toList();
  }

  private Question question(Command command, byte[] script, Run run) {
    CommandArguments all = new CommandArguments(command).add(() -> script).add(run.keys().size());
    run.keys().forEach(key -> all.add(() -> key));
    run.arguments().forEach(argument -> all.add(() -> argument));
    return new Question(run.keys().getFirst(), all, fits);
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("script [" + name + "] is not in the jar; build it anew");
      }
      return new String(in.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How Redis names scripts. */
  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
