package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

class RepliesTest {
  @Test
  void read_repliesOfEveryType_areTheirValues() {
    assertThat(read("+OK\r\n")).isEqualTo(bytes("OK"));
    assertThat(read(":-12\r\n")).isEqualTo(-12L);
    assertThat(read("$3\r\na\r\n\r\n")).isEqualTo(bytes("a\r\n"));
    assertThat(read("$0\r\n\r\n")).isEqualTo(bytes(""));
    assertThat(read("$-1\r\n")).isNull();
    assertThat(read("*-1\r\n")).isNull();
    assertThat(read("*0\r\n")).isEqualTo(List.of());
    assertThat(read("*3\r\n:1\r\n$-1\r\n*1\r\n:2\r\n"))
        .isEqualTo(Arrays.asList(1L, null, List.of(2L)));
  }

  @Test
  void read_error_isThrownAndTheNextReplyIsRead() {
    RedisInputStream in = stream("-ERR no\r\n:5\r\n");
    assertThatThrownBy(() -> Replies.read(in))
        .isInstanceOf(JedisDataException.class)
        .hasMessage("ERR no");
    assertThat(Replies.read(in)).isEqualTo(5L);
  }

  @Test
  void read_errorInAnArray_isAnElement() {
    assertThat((List<?>) read("*2\r\n-ERR no\r\n:5\r\n"))
        .satisfiesExactly(
            error -> assertThat(error).isInstanceOf(JedisDataException.class),
            number -> assertThat(number).isEqualTo(5L));
  }

  @Test
  void read_stringBeyondTheBound_isPassedOver() {
    String longest = "x".repeat(Replies.MOST_BYTES);
    assertThat(read("$" + longest.length() + "\r\n" + longest + "\r\n")).isEqualTo(bytes(longest));
    RedisInputStream in =
        stream("*2\r\n$" + (longest.length() + 1) + "\r\n" + longest + "y\r\n$1\r\nz\r\n");
    assertThat((List<?>) Replies.read(in))
        .satisfiesExactly(
            passedOver -> assertThat(passedOver).isEqualTo(bytes("")),
            next -> assertThat(next).isEqualTo(bytes("z")));
  }

  @Test
  void read_whatIsNoReply_isRefused() {
    for (String text :
        List.of(
            "HTTP/1.1 200\r\n",
            "$-2\r\n",
            "*-2\r\n",
            "*1048577\r\n",
            "$9223372036854775807\r\n",
            "$5\r\nabc",
            "$3\r\nabcd\r\n",
            "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
            "")) {
      assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(JedisConnectionException.class);
    }
  }

  @Test
  void read_randomBytes_throwsNothingElse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "*$:+-0123456789\r\n\r\n\r\nab";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        read(text.toString());
      } catch (JedisException | NumberFormatException e) {
        // Both end a call as failed.
      }
    }
  }

  private static @Nullable Object read(String text) {
    return Replies.read(stream(text));
  }

  private static RedisInputStream stream(String text) {
    return new RedisInputStream(new ByteArrayInputStream(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
