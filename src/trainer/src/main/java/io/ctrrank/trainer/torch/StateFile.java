package io.ctrrank.trainer.torch;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.files.ChecksummedFile;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The file in which a run keeps its state while it trains: magic number, what it is the state of,
 * the state, and a CRC-32C of all before it.
 *
 * @param path the file
 * @param key of what it is the state; a state of anything else is not used
 */
record StateFile(Path path, String key) {
  /**
   * "ctrs" and the format's version, 5. A change of what a student's step computes is a new
   * version; what is kept of a click model is of one version of the trainer's code alone.
   */
  private static final ChecksummedFile FORMAT =
      new ChecksummedFile("unfinished run", "training starts afresh", 0x6374727300000005L);

  /**
   * The file of a run.
   *
   * @param code version of the code that trains
   * @param initial weights before training: they say what network it is, and follow from its inputs
   */
  static StateFile of(
      Path path,
      Architecture architecture,
      TrainingOptions options,
      TrainingData data,
      String code,
      Weights initial) {
    return new StateFile(
        path, key(architecture + "\n" + options + "\n" + data.digest() + "\n" + code, initial));
  }

  /**
   * The file of a student.
   *
   * @param initial weights before training: they say what network it is, and follow from its inputs
   */
  static StateFile of(Path path, StudentLesson lesson, StudentOptions options, Weights initial) {
    return new StateFile(path, key("student\n" + options + "\n" + lesson.digest(), initial));
  }

  private static String key(String inputs, Weights initial) {
    StringBuilder text = new StringBuilder(inputs);
    for (Parameter parameter : initial.parameters()) {
      ByteBuffer values = ByteBuffer.allocate(parameter.size() * Float.BYTES);
      values.asFloatBuffer().put(initial.values(parameter));
      text.append('\n').append(parameter.name()).append(Arrays.toString(parameter.shape()));
      text.append(parameter.role()).append(Sha256.of(values.array()));
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the state; the file appears whole or not at all. */
  void write(RunState state) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    FORMAT.write(
        path,
        out -> {
          out.writeUTF(key);
          state.transfer(new StateWriter(out));
        });
  }

  /**
   * Takes over the state that was kept.
   *
   * @return whether there was one
   * @throws IOException if it cannot be used; {@code state} is then neither it nor what it was
   */
  boolean read(RunState state) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    FORMAT.read(
        path,
        in -> {
          if (!in.readUTF().equals(key)) {
            throw new IOException(
                "unfinished run ["
                    + path
                    + "] is of other options, data or code; "
                    + FORMAT.remedy());
          }
          state.transfer(new StateReader(in));
        });
    return true;
  }
}
