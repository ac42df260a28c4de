package io.ctrrank.runtime.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyFileTest {
  @TempDir Path folder;

  @Test
  void read_whatWasWritten_isTheSameVocabulary() throws Exception {
    for (List<String> values :
        List.of(List.<String>of(), List.of("a"), List.of("b", "été", " ", "片", "a\r", "a"))) {
      Path file = VocabularyFile.write(folder, new Vocabulary("v.vocab", values));
      Vocabulary read = VocabularyFile.read(file);
      assertThat(read.values()).isEqualTo(values);
      assertThat(read.name()).isEqualTo("v.vocab");
    }
  }

  @Test
  void read_lastLineWithoutLineFeed_countsAsAValue() throws Exception {
    Path file = Files.writeString(folder.resolve("v.vocab"), "a\nb");
    assertThat(VocabularyFile.read(file).values()).containsExactly("a", "b");
  }

  @Test
  void read_emptyLine_namesFileAndLine() throws Exception {
    Path file = Files.writeString(folder.resolve("v.vocab"), "a\n\nb\n");
    assertThatThrownBy(() -> VocabularyFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vocabulary [v.vocab] has an empty line [2]; expected a value");
  }

  @Test
  void read_notUtf8_fails() throws Exception {
    Path file = Files.write(folder.resolve("v.vocab"), new byte[] {'a', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> VocabularyFile.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void write_valueWithLineFeed_isRefused() {
    assertThatThrownBy(
            () -> VocabularyFile.write(folder, new Vocabulary("v.vocab", List.of("a\nb"))))
        .hasMessage(
            "vocabulary [v.vocab] holds [a\\nb]; expected a value that is not empty and has no line"
                + " feed");
  }
}
