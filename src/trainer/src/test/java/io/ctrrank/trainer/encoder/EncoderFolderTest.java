package io.ctrrank.trainer.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.onnx.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncoderFolderTest {
  private static final EncoderTraits TRAITS =
      new EncoderTraits("tiny", "test", Pooling.LAST, 12, 32, "Weights: free.");

  @TempDir Path folder;

  @Test
  void open_whatWasWritten_hasItsTraitsHashesAndSources() throws IOException {
    Path source = Files.writeString(folder.resolve("source.txt"), "words");

    EncoderFolder opened = EncoderFolder.open(write(TRAITS, List.of(source)));

    assertThat(opened.traits()).isEqualTo(TRAITS);
    assertThat(opened.hash("encoder.onnx"))
        .isEqualTo(FileHash.of(opened.folder().resolve("encoder.onnx")));
    assertThat(opened.description().files()).containsOnlyKeys("encoder.onnx", "tokenizer.json");
    assertThat(opened.description().sources())
        .containsOnlyKeys("source.txt")
        .containsValue(new FileHash(Sha256.of("words".getBytes("UTF-8")), 5));
    assertThat(opened.description().createdBy()).isEqualTo("a test");
  }

  @Test
  void open_changedFile_saysWhich() throws IOException {
    Path target = write(TRAITS, List.of());
    byte[] graph = Files.readAllBytes(target.resolve("encoder.onnx"));
    graph[graph.length / 2]++;
    Files.write(target.resolve("encoder.onnx"), graph);

    assertThatThrownBy(() -> EncoderFolder.open(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encoder file [" + target.resolve("encoder.onnx") + "] has sha256 [")
        .hasMessageEndingWith("; copy the folder again, or make it again");
  }

  @Test
  void open_cutFile_saysSoWithoutReadingIt() throws IOException {
    Path target = write(TRAITS, List.of());
    Files.writeString(target.resolve("tokenizer.json"), "{}");

    assertThatThrownBy(() -> EncoderFolder.open(target))
        .hasMessageContaining("tokenizer.json] has [2] bytes but [encoder.json] says [");
  }

  @Test
  void open_noEncoder_saysWhatMakesOne() {
    assertThatThrownBy(() -> EncoderFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "folder ["
                + folder
                + "] has no [encoder.json]; expected an encoder; make one with [ctr-rank encoder]");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"pooling\": \"last\"', '\"pooling\": \"first\"', 'pooling is [first]; expected one of [mean, last]'",
    "'\"format_version\": 1', '\"format_version\": 2', 'format_version is [2]'",
    "'\"dimension\": 12,', '', 'members are not those of this release'",
    "'\"dimension\": 12,', '\"dimension\": 12, \"color\": \"red\",', 'not those of this release'",
    "'tokenizer.json', 'vocabulary.json', 'without [tokenizer.json]'",
    "'\"name\": \"tiny\"', '\"name\": \"../tiny\"', 'encoder name is [../tiny]'"
  })
  void open_otherDescription_saysWhatIsWrong(String there, String instead, String message)
      throws IOException {
    Path target = write(TRAITS, List.of());
    Path description = target.resolve("encoder.json");
    String json = Files.readString(description);
    assertThat(json).contains(there);
    Files.writeString(description, json.replace(there, instead));

    assertThatThrownBy(() -> EncoderFolder.open(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encoder file [" + description + "] cannot be used: ")
        .hasMessageContaining(message);
  }

  @Test
  void write_otherWidthThanSaid_leavesNothing() {
    EncoderTraits wrong = new EncoderTraits("tiny", "test", Pooling.MEAN, 13, 32, "Free.");

    assertThatThrownBy(() -> write(wrong, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("encoder [tiny] gives vectors of width [12]; expected [13]");
    assertThat(folder.resolve("tiny")).doesNotExist();
  }

  @Test
  void write_graphThatReadsPadding_isRefused() {
    assertThatThrownBy(
            () ->
                EncoderFolder.write(
                    folder.resolve("tiny"),
                    false,
                    TRAITS,
                    "a test",
                    List.of(),
                    fresh -> {
                      TinyEncoder.writeWrong(fresh.resolve("encoder.onnx"), 12);
                      CharacterTokenizer.write(fresh.resolve("tokenizer.json"));
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("alone and beside longer texts")
        .hasMessageEndingWith("check that it heeds its attention mask");
  }

  @Test
  void requireReads_moreTokensThanItReads_saysHowMany() {
    TRAITS.requireReads("item texts", 32);

    assertThatThrownBy(() -> TRAITS.requireReads("item texts", 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder [tiny] reads [32] tokens but item texts are cut at [33]");
  }

  private Path write(EncoderTraits traits, List<Path> sources) throws IOException {
    Path target = folder.resolve("tiny");
    EncoderFolder.write(
        target,
        false,
        traits,
        "a test",
        sources,
        fresh -> {
          TinyEncoder.write(fresh.resolve("encoder.onnx"), 12, 1);
          CharacterTokenizer.write(fresh.resolve("tokenizer.json"));
        });
    return target;
  }
}
