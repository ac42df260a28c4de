package io.ctrrank.trainer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChecksummedFileTest {
  private static final ChecksummedFile FORMAT = new ChecksummedFile("list", "write it again", 7);

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("list.bin");
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    write("one");
    write("two");

    assertThat(read(FORMAT)).containsExactly("two");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void write_fails_leavesTheOldFileAndNothingElse() throws IOException {
    write("one");

    assertThatThrownBy(
            () ->
                FORMAT.write(
                    file,
                    out -> {
                      out.writeUTF("half");
                      throw new IOException("no space");
                    }))
        .hasMessage("no space");

    assertThat(read(FORMAT)).containsExactly("one");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void read_anyByteChanged_isRefusedBeforeTheReaderSeesIt() throws IOException {
    write("one");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 16;
      Files.write(file, damaged);

      assertThatThrownBy(() -> read(FORMAT))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "list ["
                  + file
                  + (i < Long.BYTES
                      ? "] is not one of this release; write it again"
                      : "] is damaged: its checksum differs; write it again"));
    }
  }

  @Test
  void read_cutShort_isRefused() throws IOException {
    Files.write(file, new byte[15]);

    assertThatThrownBy(() -> read(FORMAT))
        .isInstanceOf(IOException.class)
        .hasMessage("list [" + file + "] is cut short; write it again");
  }

  @Test
  void read_folderInItsPlace_isRefusedByName() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> read(FORMAT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("list [" + file + "] cannot be read: ")
        .hasMessageEndingWith("; write it again");
  }

  @Test
  void read_otherVersion_isRefused() throws IOException {
    write("one");

    assertThatThrownBy(() -> read(new ChecksummedFile("list", "write it again", 8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not one of this release");
  }

  private void write(String text) throws IOException {
    FORMAT.write(file, out -> out.writeUTF(text));
  }

  /** The texts that the reader was given. */
  private List<String> read(ChecksummedFile format) throws IOException {
    List<String> texts = new ArrayList<>();
    format.read(file, in -> texts.add(in.readUTF()));
    return texts;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }
}
