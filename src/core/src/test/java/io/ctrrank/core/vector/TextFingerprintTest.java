package io.ctrrank.core.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TextFingerprintTest {
  private static final List<String> FIELDS = List.of("title", "category", "overview");

  /**
   * Computed apart from this code. Fingerprints lie in indices and stores, and preloaders compute
   * them: if this fails, every stored vector is lost.
   */
  @Test
  void fingerprint_isAFixedFunction() {
    Map<String, List<String>> film =
        Map.of("title", List.of("Amélie"), "category", List.of("Comedy", "Romance"));

    assertThat(of(FIELDS, film)).hasValue(-7_719_813_649_226_618_275L);
    assertThat(TextFingerprint.ofText("likes Crime, Drama | liked Amélie"))
        .isEqualTo(6_349_169_771_657_093_935L);
  }

  @Test
  void sameValues_giveTheSameFingerprint() {
    Map<String, List<String>> film = Map.of("title", List.of("Heat"));

    assertThat(of(FIELDS, film)).isEqualTo(of(FIELDS, Map.of("title", List.of("Heat"))));
    assertThat(TextFingerprint.ofText("Heat")).isEqualTo(TextFingerprint.ofText("Heat"));
  }

  @Test
  void valuesThatLookAlikeWhenJoined_giveOtherFingerprints() {
    Set<OptionalLong> seen = new HashSet<>();
    for (Map<String, List<String>> values :
        List.of(
            Map.of("title", List.of("ab")),
            Map.of("title", List.of("a", "b")),
            Map.of("title", List.of("b", "a")),
            Map.of("title", List.of("ab", "")),
            Map.of("title", List.of("", "ab")),
            Map.of("title", List.of("a"), "category", List.of("b")),
            Map.of("title", List.of("b"), "category", List.of("a")),
            Map.of("category", List.of("ab")),
            Map.of("category", List.of("a", "b")),
            Map.of("overview", List.of("ab")),
            Map.of("title", List.of("ab ")))) {
      assertThat(seen.add(of(FIELDS, values))).as(values.toString()).isTrue();
    }
  }

  @Test
  void otherFieldsOrAnotherOrder_giveOtherFingerprints() {
    Map<String, List<String>> film = Map.of("title", List.of("Heat"), "category", List.of("Crime"));
    Set<OptionalLong> seen = new HashSet<>();
    for (List<String> fields :
        List.of(
            List.of("title"),
            List.of("title", "category"),
            List.of("category", "title"),
            List.of("title", "category", "overview"))) {
      assertThat(seen.add(of(fields, film))).as(fields.toString()).isTrue();
    }
  }

  @Test
  void noValueInAnyField_givesNone() {
    assertThat(of(FIELDS, Map.of("other", List.of("x")))).isEmpty();
    assertThat(of(List.of(), Map.of("title", List.of("x")))).isEmpty();
    assertThat(of(FIELDS, Map.of("title", List.of("")))).as("an empty value is one").isPresent();
  }

  private static OptionalLong of(List<String> fields, Map<String, List<String>> values) {
    return TextFingerprint.of(fields, field -> values.getOrDefault(field, List.of()));
  }
}
