package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ImpressionIdsTest {
  @Test
  void id_isOfItsParts_andStays() {
    assertThat(ImpressionIds.of("q1", "ads-1", "7", "u1"))
        .isEqualTo(ImpressionIds.of("q1", "ads-1", "7", "u1"))
        .hasSize(22)
        .matches("[A-Za-z0-9_-]+");
  }

  @Test
  void otherParts_haveAnotherId_alsoWhereTogetherTheyReadAlike() {
    assertThat(ImpressionIds.of("q1", "17"))
        .isNotEqualTo(ImpressionIds.of("q11", "7"))
        .isNotEqualTo(ImpressionIds.of("q117"))
        .isNotEqualTo(ImpressionIds.of("q1", "17", ""));
  }
}
