package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.TextTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ItemTextTest {
  private static final TextTemplate TEMPLATE =
      new TextTemplate(List.of("title", "category", "film.year"), " | ", ", ", 64);

  @Test
  void listsNumbersAndObjects_areRenderedInDocumentOrder() {
    assertThat(
            ItemText.render(
                TEMPLATE,
                Map.of(
                    "title", "Heat",
                    "category", List.of("Thriller", "Crime"),
                    "film", Map.of("year", 1995))))
        .isEqualTo("Heat | Thriller, Crime | 1995");
  }

  @Test
  void dottedName_isRendered() {
    assertThat(ItemText.render(TEMPLATE, Map.of("film.year", 1995))).isEqualTo("1995");
  }

  @Test
  void nullsAndMissingFields_areLeftOut() {
    assertThat(ItemText.render(TEMPLATE, Map.of("category", Arrays.asList(null, "Crime"))))
        .isEqualTo("Crime");
    assertThat(ItemText.render(TEMPLATE, Map.of("other", "x"))).isEmpty();
  }
}
