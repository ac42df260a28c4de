package io.ctrrank.trainer.cli;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands as a user does and keeps what the last one wrote. Work folders have the released
 * encoder in common, which takes a second to unpack.
 */
final class Commands {
  private static final Path SHARED = Path.of("target", "encoder-of-tests").toAbsolutePath();

  /** What the first command of these tests has unpacked. */
  private static @Nullable Path unpacked;

  private final ClickModelTrainer trainer;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  /**
   * @param trainer trains and loads for the commands
   */
  Commands(ClickModelTrainer trainer) {
    this.trainer = trainer;
  }

  /** Runs one command; its exit code. */
  int run(String... arguments) {
    return run(trainer, arguments);
  }

  /** Runs one command with another trainer; its exit code. */
  int run(ClickModelTrainer other, String... arguments) {
    return run(other, new TorchStudentTrainer(), arguments);
  }

  /** Runs one command with another trainer of students; its exit code. */
  int run(StudentTrainer students, String... arguments) {
    return run(trainer, students, arguments);
  }

  private int run(ClickModelTrainer models, StudentTrainer students, String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    shareEncoder(List.of(arguments));
    return CtrRank.run(
        models,
        students,
        new Terminal(new PrintWriter(out), new PrintWriter(err), false),
        arguments);
  }

  private static void shareEncoder(List<String> arguments) {
    int option = arguments.indexOf("--work");
    if (option < 0) {
      return;
    }
    try {
      Path encoders = Path.of(arguments.get(option + 1)).resolve("encoder");
      Path link = encoders.resolve(unpacked().getFileName());
      if (Files.notExists(link)) {
        Files.createDirectories(encoders);
        Files.createSymbolicLink(link, unpacked());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Folder of the released encoder, without what tests of earlier builds made of it. */
  private static synchronized Path unpacked() throws IOException {
    if (unpacked == null) {
      delete(SHARED);
      unpacked = requireNonNull(EncoderFiles.unpack(SHARED).encoder().getParent());
    }
    return unpacked;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** What the last command wrote as its result. */
  String out() {
    return out.toString();
  }

  /** What the last command told of the way there. */
  String err() {
    return err.toString();
  }
}
