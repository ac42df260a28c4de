package io.ctrrank.trainer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFolderTest {
  @TempDir Path parent;

  @Test
  void write_newFolder_appearsUnderItsName() throws IOException {
    Path target = parent.resolve("deep/model");

    WholeFolder.write(
        target,
        false,
        folder -> {
          assertThat(folder.getFileName()).hasToString("model");
          assertThat(target).doesNotExist();
          Files.writeString(folder.resolve("a"), "1");
        });

    assertThat(target.resolve("a")).hasContent("1");
    assertOnly(parent.resolve("deep"), "model");
  }

  @Test
  void write_folderIsThere_isRefusedWithoutOverwriting() throws IOException {
    Path target = Files.createDirectory(parent.resolve("model"));

    assertThatThrownBy(() -> WholeFolder.write(target, false, folder -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists already; expected a new one");
  }

  @Test
  void write_folderThatComesMeanwhile_isKept() throws IOException {
    Path target = parent.resolve("model");

    assertThatThrownBy(
            () ->
                WholeFolder.write(
                    target,
                    false,
                    folder -> Files.writeString(Files.createDirectory(target).resolve("a"), "1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists already; expected a new one");

    assertThat(target.resolve("a")).hasContent("1");
    assertOnly(parent, "model");
  }

  @Test
  void write_overwriting_replacesTheWholeFolder() throws IOException {
    Path target = Files.createDirectory(parent.resolve("model"));
    Files.writeString(target.resolve("old"), "1");

    WholeFolder.write(target, true, folder -> Files.writeString(folder.resolve("new"), "2"));

    assertOnly(target, "new");
    assertOnly(parent, "model");
  }

  @Test
  void renew_folderWithSubfolders_keepsThemAndReplacesItsFiles() throws IOException {
    Path target = Files.createDirectory(parent.resolve("report"));
    Files.writeString(target.resolve("old"), "1");
    Files.createDirectories(target.resolve("books/plots"));
    Files.writeString(target.resolve("books/plots/a"), "2");
    Files.createDirectory(target.resolve("own"));
    Files.writeString(target.resolve("own/old"), "3");

    WholeFolder.renew(
        target,
        folder -> {
          Files.writeString(folder.resolve("new"), "4");
          Files.createDirectory(folder.resolve("own"));
        });

    assertOnly(target, "new", "books", "own");
    assertThat(target.resolve("books/plots/a")).hasContent("2");
    assertOnly(target.resolve("own"));
    assertOnly(parent, "report");
  }

  @Test
  void write_writerFails_leavesTheOldFolderAndNothingElse() throws IOException {
    Path target = Files.createDirectory(parent.resolve("model"));
    Files.writeString(target.resolve("old"), "1");

    assertThatThrownBy(
            () ->
                WholeFolder.write(
                    target,
                    true,
                    folder -> {
                      Files.writeString(folder.resolve("half"), "2");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertOnly(target, "old");
    assertOnly(parent, "model");
  }

  private static void assertOnly(Path folder, String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }
}
