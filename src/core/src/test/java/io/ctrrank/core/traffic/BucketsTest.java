package io.ctrrank.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketsTest {

  @Test
  void of_isTheDocumentedHash() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest("layer\nu42".getBytes(StandardCharsets.UTF_8));
    BigInteger first = new BigInteger(1, Arrays.copyOf(hash, 8));
    assertThat(Buckets.of("layer", "u42"))
        .isEqualTo(first.mod(BigInteger.valueOf(10_000)).intValue());
    assertThat(Buckets.of("layer", "u42"))
        .as("for other languages to check against")
        .isEqualTo(8550);
  }

  /** Chi-square over 100 cells of 100 buckets: 99 degrees of freedom, above 148.2 once in 1,000. */
  @Test
  void of_usersFallUniformly() {
    int[] cells = new int[100];
    int users = 200_000;
    for (int user = 0; user < users; user++) {
      cells[Buckets.of("salt", Integer.toString(user)) / 100]++;
    }
    double expected = users / 100.0;
    double chiSquare =
        Arrays.stream(cells).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(148.2);
  }

  /** Users of one half of a traffic are in either half of another's: 1 degree of freedom. */
  @Test
  void of_otherSalt_isIndependent() {
    int users = 100_000;
    int both = 0;
    int first = 0;
    int second = 0;
    for (int user = 0; user < users; user++) {
      boolean one = Buckets.of("a", Integer.toString(user)) < 5_000;
      boolean two = Buckets.of("b", Integer.toString(user)) < 5_000;
      first += one ? 1 : 0;
      second += two ? 1 : 0;
      both += one && two ? 1 : 0;
    }
    double expected = (double) first * second / users;
    assertThat(Math.abs(both - expected)).isLessThan(3.3 * Math.sqrt(users / 16.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "9999", "0-4999", "0-2,4,6-9999"})
  void parse_isTheInverseOfToString(String text) {
    assertThat(Buckets.parse(text)).hasToString(text);
  }

  @Test
  void parse_countsAndContains() {
    Buckets buckets = Buckets.parse("0-2,4");
    assertThat(buckets.size()).isEqualTo(4);
    assertThat(buckets.contains(2)).isTrue();
    assertThat(buckets.contains(3)).isFalse();
    assertThat(buckets.union(Buckets.parse("3"))).isEqualTo(Buckets.parse("0-4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "10000", "5-", "1,,2", "-3", ","})
  void parse_somethingElse_isRefused(String text) {
    assertThatThrownBy(() -> Buckets.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("buckets are [" + text + "]; expected ranges such as [0-4999,7000]");
  }

  @Test
  void parse_rangeBackwards_isRefused() {
    assertThatThrownBy(() -> Buckets.parse("7-3"))
        .hasMessage("buckets have the range [7-3]; expected the smaller number first");
  }
}
