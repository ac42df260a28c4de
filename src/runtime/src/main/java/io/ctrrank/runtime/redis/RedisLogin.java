package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a server lets us in.
 *
 * @param username user of the access control list; without one a password is that of the default
 *     user
 * @param password in clear text; {@link #toString} does not tell it
 * @param tls how to encrypt; empty for plain TCP
 */
public record RedisLogin(
    Optional<String> username, Optional<String> password, Optional<RedisTls> tls) {
  /** No user, no password, no TLS. */
  public static final RedisLogin OPEN =
      new RedisLogin(Optional.empty(), Optional.empty(), Optional.empty());

  public RedisLogin {
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(tls, "tls is null");
    if (username.isPresent() && password.isEmpty()) {
      throw new IllegalArgumentException(
          "redis username is [" + username.get() + "]; expected a password with it");
    }
  }

  @Override
  public String toString() {
    return "user [" + username.orElse("default") + "]" + (tls.isPresent() ? " by TLS" : "");
  }
}
