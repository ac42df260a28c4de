package io.ctrrank.trainer.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.report.SaidPhrases;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Makes students by the command {@code distill}, each in a folder of its own; one that was made by
 * the same command of the same data, knowledge, pairs and encoder before is kept. Thread-safe.
 */
final class StudentRuns {
  private final StudentTrainer trainer;
  private final Path folder;
  private final String dataDigest;
  private final List<String> common;
  private final Terminal terminal;

  /**
   * @param folder where the students' folders go
   * @param dataDigest digest of the data set that the words name
   * @param common words of each command beside its own: data, pairs, device
   */
  StudentRuns(
      StudentTrainer trainer,
      Path folder,
      String dataDigest,
      List<String> common,
      Terminal terminal) {
    this.trainer = trainer;
    this.folder = folder;
    this.dataDigest = dataDigest;
    this.common = List.copyOf(common);
    this.terminal = terminal;
  }

  /**
   * A student.
   *
   * @param folder its folder
   * @param said how well it agrees with the teacher
   * @param command makes it
   */
  record Made(Path folder, SaidPhrases said, String command) {
    /** Its phrases of the whole catalogue. */
    Path phrases() {
      return folder.resolve(StudentFolder.PHRASES);
    }
  }

  /**
   * The student of a name; made if it is not there.
   *
   * @param name names its folder and its encoder
   * @param own words of the command that make it another one than the default
   */
  Made student(String name, List<String> own) throws IOException, DataException {
    Path out = folder.resolve(name);
    StringWriter told = new StringWriter();
    DistillCommand command =
        new DistillCommand(
            trainer, new Terminal(new PrintWriter(told), terminal.err(), terminal.interactive()));
    List<String> words = new ArrayList<>(List.of("--name", name, "--out", out.toString()));
    words.addAll(own);
    words.addAll(common);
    words.add("--force");
    new CommandLine(command)
        .setCommandName("ctr-rank distill")
        .parseArgs(words.toArray(String[]::new));
    if (isThere(out, command)) {
      terminal.note("student [" + out + "] is there");
    } else {
      try {
        command.call();
      } finally {
        // In one piece, as another student may be told of at the same time.
        terminal.result(told.getBuffer().isEmpty() ? "" : "student [" + name + "]\n" + told);
      }
    }
    return new Made(out, said(out), command.createdBy());
  }

  private boolean isThere(Path out, DistillCommand command) throws IOException {
    return Files.isRegularFile(out.resolve(EncoderFolder.DESCRIPTION))
        && EncoderFolder.open(out).description().createdBy().equals(command.createdBy())
        && new Gson()
            .toJsonTree(command.inputs(dataDigest))
            .equals(description(out).get(StudentFolder.INPUTS));
  }

  private static SaidPhrases said(Path out) throws IOException {
    JsonObject student = description(out);
    try {
      double same = student.getAsJsonObject("same_from").get("threshold").getAsDouble();
      JsonObject f1 =
          student
              .getAsJsonObject("f1")
              .getAsJsonObject(DistillCommand.STUDENT)
              .getAsJsonObject(String.format(Locale.ROOT, "%.2f", same));
      return new SaidPhrases(
          student.get("training_items").getAsInt(),
          f1.get("micro").getAsDouble(),
          f1.get("explicit").getAsDouble(),
          f1.get("implicit").getAsDouble());
    } catch (RuntimeException e) {
      throw noStudent(out, e);
    }
  }

  private static JsonObject description(Path out) throws IOException {
    Path file = out.resolve(StudentFolder.DESCRIPTION);
    try {
      return JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (RuntimeException e) {
      throw noStudent(out, e);
    }
  }

  private static IOException noStudent(Path out, RuntimeException e) {
    return new IOException(
        "file ["
            + out.resolve(StudentFolder.DESCRIPTION)
            + "] does not tell of a student: "
            + e.getMessage()
            + "; expected what [ctr-rank distill] of this release writes; remove its folder, and the"
            + " student is made again",
        e);
  }
}
