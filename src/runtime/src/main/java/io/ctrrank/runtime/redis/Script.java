package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A Lua script that Redis runs as a whole; it is sent only when Redis does not know it. */
final class Script {
  private final byte[] source;
  private final byte[] digest;

  private Script(byte[] source) {
    this.source = source;
    this.digest = sha1(source).getBytes(US_ASCII);
  }

  /** Reads a script of this package, and before it the functions that it shares with others. */
  static Script load(String name) {
    return new Script((read("stamp.lua") + read(name)).getBytes(US_ASCII));
  }

  /** The same of a script about users, with what these share. */
  static Script ofUsers(String name) {
    return new Script((read("stamp.lua") + read("user.lua") + read(name)).getBytes(US_ASCII));
  }

  /** Runs it; the answer must be a number. */
  long run(RedisConnection connection, Deadline limit, List<byte[]> keys, List<byte[]> arguments) {
    if (ask(connection, limit, keys, arguments) instanceof Long number) {
      return number;
    }
    throw new JedisConnectionException("script answered with no number");
  }

  /** Runs it; null for the answer {@code false}. */
  @Nullable Object ask(
      RedisConnection connection, Deadline limit, List<byte[]> keys, List<byte[]> arguments) {
    try {
      return connection.ask(limit, command(Command.EVALSHA, digest, keys, arguments));
    } catch (JedisDataException e) {
      if (e.getMessage() == null || !e.getMessage().startsWith("NOSCRIPT")) {
        throw e;
      }
      return connection.ask(limit, command(Command.EVAL, source, keys, arguments));
    }
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

  private static CommandArguments command(
      Command command, byte[] script, List<byte[]> keys, List<byte[]> arguments) {
    CommandArguments all = new CommandArguments(command).add(() -> script).add(keys.size());
    for (byte[] key : keys) {
      all.add(() -> key);
    }
    for (byte[] argument : arguments) {
      all.add(() -> argument);
    }
    return all;
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
