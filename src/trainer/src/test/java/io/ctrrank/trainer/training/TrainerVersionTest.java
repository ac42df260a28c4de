package io.ctrrank.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerVersionTest {
  private static final List<String> PACKAGES = List.of("a.data", "a.torch");

  @TempDir Path folder;

  @Test
  void ofThisCode_isTwelveDigits() {
    assertThat(TrainerVersion.ofThisCode()).matches("[0-9a-f]{12}");
  }

  @Test
  void version_ofAJar_isThatOfTheFolderItWasMadeOf() throws IOException {
    Path classes = classes("classes", "step 1");
    Path jar = folder.resolve("trainer.jar");
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.createDirectories(files.getPath("/a/data"));
      Files.createDirectories(files.getPath("/a/torch"));
      for (String name : List.of("a/torch/Step.class", "a/data/Rows.class")) {
        Files.copy(classes.resolve(name), files.getPath("/" + name));
      }
    }

    assertThat(version(jar)).isEqualTo(version(classes)).matches("[0-9a-f]{12}");
  }

  @Test
  void version_ofChangedCode_isAnotherOne() throws IOException {
    Path classes = classes("classes", "step 1");
    String before = version(classes);

    Files.writeString(classes.resolve("a/cli/Help.class"), "other help");
    assertThat(version(classes)).as("a package that does not train").isEqualTo(before);
    Files.writeString(classes.resolve("a/torch/Step.class"), "step 2");
    assertThat(version(classes)).isNotEqualTo(before);
  }

  @Test
  void version_ofAPackageThatIsNotThere_isRefused() {
    assertThatThrownBy(() -> version(folder)).isInstanceOf(NoSuchFileException.class);
  }

  private Path classes(String name, String step) throws IOException {
    Path classes = folder.resolve(name);
    for (String in : List.of("a/data", "a/torch", "a/cli")) {
      Files.createDirectories(classes.resolve(in));
    }
    Files.writeString(classes.resolve("a/data/Rows.class"), "rows");
    Files.writeString(classes.resolve("a/torch/Step.class"), step);
    Files.writeString(classes.resolve("a/cli/Help.class"), "help");
    return classes;
  }

  private static String version(Path place) throws IOException {
    return TrainerVersion.of(List.of(new TrainerVersion.Code(place, PACKAGES)));
  }
}
