package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {
  @Test
  void build_onlyAHost_isTheUsual() {
    assertThat(RedisOptions.builder("redis.local").build())
        .isEqualTo(
            new RedisOptions(
                new RedisServers.Single(new RedisAddress("redis.local", 6379)),
                RedisLogin.OPEN,
                0,
                "ctr",
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                8,
                Duration.ofHours(24)));
  }

  @Test
  void build_wrongValue_isRefused() {
    assertRefused(RedisOptions.builder(" "), "redis host is [ ]; expected a name or an address");
    assertRefused(RedisOptions.builder("h").port(0), "redis port is [0]; expected 1 to 65535");
    assertRefused(
        RedisOptions.builder("h").port(65_536), "redis port is [65536]; expected 1 to 65535");
    assertRefused(
        RedisOptions.builder("h").database(-1), "redis database is [-1]; expected 0 or more");
    assertRefused(
        RedisOptions.builder("h").username("u"),
        "redis username is [u]; expected a password with it");
    for (String prefix : new String[] {"", "a b", "{x}", "*"}) {
      assertRefused(
          RedisOptions.builder("h").keyPrefix(prefix),
          "redis key prefix is ["
              + prefix
              + "]; expected letters, digits and the characters . _ : -");
    }
    assertRefused(
        RedisOptions.builder("h").timeout(Duration.ofNanos(1)),
        "redis timeout is [PT0.000000001S]; expected 1ms or more");
    assertRefused(
        RedisOptions.builder("h").connectTimeout(Duration.ZERO),
        "redis connect timeout is [PT0S]; expected 1ms or more");
    assertRefused(
        RedisOptions.builder("h").connections(0), "redis connections is [0]; expected 1 or more");
    assertRefused(
        RedisOptions.builder("h").missTtl(Duration.ZERO),
        "redis miss TTL is [PT0S]; expected 1ms or more");
  }

  @Test
  void toString_withAPassword_doesNotTellIt() {
    assertThat(RedisOptions.builder("h").username("u").password("secret").build().toString())
        .isEqualTo("redis [h:6379/0]");
  }

  private static void assertRefused(RedisOptions.Builder options, String message) {
    assertThatThrownBy(options::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
