package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Through what texts are encoded, and how. */
final class EncoderOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nText encoder:%n";

  private static final int THREADS = 2;
  private static final String DEVICE = "cpu";

  @Option(
      names = "--encode-threads",
      paramLabel = "N",
      description = "Text batches encoded side by side. Default: " + THREADS)
  private int threads = THREADS;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:<n> or auto, for the encoder. Default: " + DEVICE)
  private String device = DEVICE;

  @Option(
      names = "--encoder",
      paramLabel = "FOLDER",
      description = {
        "Encoder to read texts through (docs/encoders.md); commands that score several models take"
            + " several, and each model is scored with its own.",
        "Default: all-MiniLM-L6-v2"
      })
  private List<Path> folders = List.of();

  private final Map<String, EncoderFolder> encoders = new LinkedHashMap<>();

  /**
   * Refuses wrong values before any work is done, and opens the encoders that are named.
   *
   * @throws IOException if a folder is no encoder
   */
  void check() throws IOException {
    WrongUsageException.reading(this::device);
    if (threads < 1) {
      throw new WrongUsageException("--encode-threads is [" + threads + "]; expected [1] or more");
    }
    for (Path folder : folders) {
      EncoderFolder opened = EncoderFolder.open(folder);
      EncoderFolder other = encoders.put(opened.traits().name(), opened);
      if (other != null) {
        throw new WrongUsageException(
            "--encoder names ["
                + other.folder()
                + "] and ["
                + folder
                + "], both with the name ["
                + opened.traits().name()
                + "]; expected names of their own, which tell models apart");
      }
    }
  }

  /**
   * The same for another encoder.
   *
   * @param folder its folder
   * @throws IOException if it is no encoder
   */
  EncoderOptions through(Path folder) throws IOException {
    EncoderOptions other = new EncoderOptions();
    other.threads = threads;
    other.device = device;
    other.folders = List.of(folder);
    other.check();
    return other;
  }

  /** How texts are encoded as words of a command line; empty for the defaults. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (threads != THREADS) {
      words.addAll(List.of("--encode-threads", Integer.toString(threads)));
    }
    if (!device.equals(DEVICE)) {
      words.addAll(List.of("--device", device));
    }
    return words;
  }

  /** {@link #check} for commands that read through one encoder. */
  void checkOne() throws IOException {
    check();
    if (folders.size() > 1) {
      throw new WrongUsageException(
          "--encoder is given [" + folders.size() + "] times; expected once at most");
    }
  }

  int threads() {
    return threads;
  }

  Device device() {
    return Device.parse(device);
  }

  /** Name of the one encoder that is given; null for this release's. */
  @Nullable String name() {
    return encoders.isEmpty() ? null : encoders.keySet().iterator().next();
  }

  /** Options of a model that reads through the one encoder. */
  TrainingOptions apply(TrainingOptions options) {
    return options.toBuilder().encoder(name()).build();
  }

  /** The one encoder as words of a command line, for a model that reads through it. */
  String words(TrainingOptions options) {
    return options.encoder() == null ? "" : " --encoder " + folders.getFirst();
  }

  /**
   * The command that made an encoder and the word that joins it to the next; empty for this
   * release's.
   *
   * @param name its name; null for this release's
   */
  String createdBy(@Nullable String name) {
    EncoderFolder folder = encoders.get(name);
    return folder == null ? "" : folder.description().createdBy() + " && ";
  }

  /** Files of the one encoder. */
  EncoderFiles only(DataOptions data) throws IOException {
    return files(name(), data);
  }

  /**
   * Files of an encoder.
   *
   * @param name its name; null for this release's
   * @throws IOException if its folder is not given
   */
  EncoderFiles files(@Nullable String name, DataOptions data) throws IOException {
    if (name == null) {
      return EncoderFiles.unpack(data.work());
    }
    EncoderFolder folder = encoders.get(name);
    if (folder == null) {
      throw new IOException(
          "model reads texts through encoder ["
              + name
              + "], which is not among those given "
              + encoders.keySet()
              + "; expected its folder; name it with [--encoder FOLDER]");
    }
    return EncoderFiles.of(folder, data.work());
  }
}
