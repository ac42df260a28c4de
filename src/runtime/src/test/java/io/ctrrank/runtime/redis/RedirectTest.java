package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class RedirectTest {
  private static final RedisAddress ASKED = new RedisAddress("here", 7);

  @Test
  void of_movedAndAsk_areWhereTheKeyIs() {
    assertThat(of("MOVED 3999 10.0.0.1:6381"))
        .isEqualTo(new Redirect(3_999, new RedisAddress("10.0.0.1", 6_381), true));
    assertThat(of("ASK 0 there:1")).isEqualTo(new Redirect(0, new RedisAddress("there", 1), false));
    assertThat(of("MOVED 1 fe80::1:6381"))
        .isEqualTo(new Redirect(1, new RedisAddress("fe80::1", 6_381), true));
  }

  @Test
  void of_movedWithoutAHost_isTheHostThatWasAsked() {
    assertThat(of("MOVED 1 :6381"))
        .isEqualTo(new Redirect(1, new RedisAddress("here", 6_381), true));
  }

  @Test
  void of_anythingElse_isNone() {
    for (String message :
        List.of(
            "",
            "MOVED",
            "MOVED 1",
            "MOVED x a:1",
            "MOVED 16384 a:1",
            "MOVED -1 a:1",
            "MOVED 1 a:0",
            "MOVED 1 a",
            "MOVEDX 1 a:1",
            "CLUSTERDOWN The cluster is down")) {
      assertThat(of(message)).as(message).isNull();
    }
    assertThat(Redirect.of("MOVED 1 a:1", ASKED)).isNull();
    assertThat(Redirect.of(null, ASKED)).isNull();
  }

  private static @Nullable Redirect of(String message) {
    return Redirect.of(new JedisDataException(message), ASKED);
  }
}
