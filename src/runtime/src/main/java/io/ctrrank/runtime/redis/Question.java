package io.ctrrank.runtime.redis;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * One command.
 *
 * @param key one of its keys, which says where it goes; the others lie where that one lies
 * @param command what is sent
 * @param fits what an answer must look like; another one is damage, after which the connection is
 *     good for nothing
 */
record Question(byte[] key, CommandArguments command, Predicate<@Nullable Object> fits) {
  /** Asks for anything. */
  static Question of(byte[] key, CommandArguments command) {
    return new Question(key, command, answer -> true);
  }
}
