package io.ctrrank.runtime.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmbeddingVersionTest {
  private static final TextTemplate TEMPLATE =
      new TextTemplate(List.of("title", "category"), " | ", ", ", 64);

  @Test
  void of_documentedLines_isTheirHash() {
    String lines = "e\nt\ni\n-\n64\n3: | \n2:, \n5:title\n8:category\n";
    assertThat(EmbeddingVersion.of("e", "t", "i", Optional.empty(), TEMPLATE))
        .isEqualTo(Sha256.of(lines.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
  }

  @Test
  void of_anyPartChanged_isAnother() {
    Optional<String> user = Optional.of("u");
    List<String> versions =
        List.of(
            EmbeddingVersion.of("e", "t", "i", user, TEMPLATE),
            EmbeddingVersion.of("E", "t", "i", user, TEMPLATE),
            EmbeddingVersion.of("e", "T", "i", user, TEMPLATE),
            EmbeddingVersion.of("e", "t", "I", user, TEMPLATE),
            EmbeddingVersion.of("e", "t", "i", Optional.of("U"), TEMPLATE),
            EmbeddingVersion.of("e", "t", "i", Optional.empty(), TEMPLATE),
            withTemplate(new TextTemplate(List.of("title"), " | ", ", ", 64)),
            withTemplate(new TextTemplate(List.of("category", "title"), " | ", ", ", 64)),
            withTemplate(new TextTemplate(List.of("title", "category"), "|", ", ", 64)),
            withTemplate(new TextTemplate(List.of("title", "category"), " | ", ",", 64)),
            withTemplate(new TextTemplate(List.of("title", "category"), " | ", ", ", 32)));
    assertThat(Set.copyOf(versions)).hasSameSizeAs(versions);
    assertThat(versions).allMatch(version -> version.matches("[0-9a-f]{16}"));
  }

  private static String withTemplate(TextTemplate template) {
    return EmbeddingVersion.of("e", "t", "i", Optional.of("u"), template);
  }
}
