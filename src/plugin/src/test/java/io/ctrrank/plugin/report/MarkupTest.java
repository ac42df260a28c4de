package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MarkupTest {

  @Test
  void texts_andAttributes_areEscaped() {
    assertThat(
            new Markup()
                .element("td", "<b>&'\"</b>", "class", "\"><script>alert('x')</script>")
                .finished())
        .isEqualTo(
            "<td class=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\">"
                + "&lt;b&gt;&amp;&#39;&quot;&lt;/b&gt;</td>");
  }

  @Test
  void charactersThatNoDocumentMayHold_areReplaced() {
    assertThat(new Markup().text("a\u0000b\u0008c\uFFFEd\uD800e\uD83D\uDE00\n").finished())
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uD83D\uDE00\n");
  }

  @Test
  void elementLeftOpen_isAnError() {
    Markup page = new Markup().open("p");
    assertThatThrownBy(page::finished).hasMessage("elements [p] are not closed");
  }
}
