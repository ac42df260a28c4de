package io.ctrrank.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.text.EncoderFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be a phrase in a text, with the tokenizer of this release's encoder. */
final class SpanFinderTest {
  private static final String TEXT =
      "Aladdin's Lamp (1992) | Animation, Children | A street-smart thief loves the Sultan\u2019s"
          + " daughter, and frees a jinn.";

  @TempDir static Path folder;

  private Tokenizer tokenizer;

  @BeforeEach
  void open() throws IOException {
    tokenizer = Tokenizer.open(EncoderFiles.unpack(folder).tokenizer());
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void spans_fieldsAndPunctuation_partWordsButCommasOfCategoriesDoNot() {
    List<String> phrases = phrases(TEXT, 64);

    assertThat(phrases)
        .startsWith("aladdin", "aladdin's lamp", "lamp", "1992", "animation", "animation children")
        .contains("street-smart thief", "thief", "sultan\u2019s daughter", "frees", "frees a jinn")
        .contains("thief loves the sultan")
        .doesNotContain("lamp 1992", "children a", "a jinn", "daughter and frees", "loves the")
        .doesNotHaveDuplicates();
  }

  @Test
  void spans_eachOne_standsWhereItsTokensAre() {
    long[] ids = tokenizer.encode(TEXT, 64).ids();

    for (Span span : new SpanFinder(tokenizer, 64).spans(TEXT)) {
      String read = tokenizer.decode(Arrays.copyOfRange(ids, span.from(), span.to()));
      assertThat(read.replaceAll("[^a-z0-9]", ""))
          .startsWith(span.phrase().replaceAll("[^a-z0-9]", ""));
    }
    assertThat(span("lamp").field()).isZero();
    assertThat(span("animation children")).extracting(Span::field, Span::words).contains(1, 2);
    assertThat(span("jinn").field()).isEqualTo(2);
  }

  @Test
  void spans_textThatIsCut_endWithIt() {
    int tokens = tokenizer.encode(TEXT, 64).length();
    List<Span> cut = new SpanFinder(tokenizer, tokens - 6).spans(TEXT);

    assertThat(cut).isNotEmpty().allMatch(span -> span.to() < tokens - 6);
    assertThat(cut).noneMatch(span -> span.phrase().contains("jinn"));
    assertThat(phrases("", 64)).isEmpty();
    assertThat(phrases("| | ", 64)).isEmpty();
  }

  @Test
  void span_wrongPlace_isRefused() {
    assertThatThrownBy(() -> new Span("lamp", 3, 3, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("span [lamp] has tokens [3, 3); expected one or more");
    assertThatThrownBy(() -> new Span("lamp", 3, 4, 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5] words");
  }

  private Span span(String phrase) {
    return new SpanFinder(tokenizer, 64)
        .spans(TEXT).stream().filter(s -> s.phrase().equals(phrase)).findFirst().orElseThrow();
  }

  private List<String> phrases(String text, int maxTokens) {
    return new SpanFinder(tokenizer, maxTokens).spans(text).stream().map(Span::phrase).toList();
  }
}
