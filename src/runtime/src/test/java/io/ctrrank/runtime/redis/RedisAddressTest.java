package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisAddressTest {
  @Test
  void parse_hostWithOrWithoutPort_isIt() {
    assertThat(RedisAddress.parse("a", 5)).isEqualTo(new RedisAddress("a", 5));
    assertThat(RedisAddress.parse("a:7", 5)).isEqualTo(new RedisAddress("a", 7));
    assertThat(RedisAddress.parse("fe80::1", 5)).isEqualTo(new RedisAddress("fe80::1", 5));
    assertThat(RedisAddress.parse("[fe80::1]", 5)).isEqualTo(new RedisAddress("fe80::1", 5));
    assertThat(RedisAddress.parse("[fe80::1]:7", 5)).isEqualTo(new RedisAddress("fe80::1", 7));
  }

  @Test
  void toString_address_canBeParsed() {
    assertThat(new RedisAddress("a", 7)).hasToString("a:7");
    assertThat(new RedisAddress("fe80::1", 7)).hasToString("[fe80::1]:7");
  }

  @Test
  void parse_whatIsNone_isRefused() {
    for (String text : new String[] {"", ":7", "a:", "a:b", "a:0", "a:65536", "[a]7"}) {
      assertThatThrownBy(() -> RedisAddress.parse(text, 5))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("redis ")
          .hasMessageContaining("expected");
    }
  }
}
