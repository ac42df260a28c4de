package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.encoder.EncoderTraits;
import io.ctrrank.trainer.files.WholeFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of an encoder that is made, and where it goes. */
final class NewEncoderOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nEncoder:%n";

  private static final int MAX_TOKENS = 512;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the encoder.")
  private Path out = Path.of("");

  @Option(
      names = "--license",
      required = true,
      paramLabel = "TEXT",
      description = "Terms of the encoder's weights, one sentence: manifests of bundles tell them.")
  private String license = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Stands in the names of models that use it. Default: the folder's name")
  private @Nullable String name;

  @Option(
      names = "--pooling",
      paramLabel = "POOLING",
      description =
          "mean of the real tokens, or last one of them. Default: last for import-llama, else mean")
  private @Nullable String pooling;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of a text that it reads. Default: " + MAX_TOKENS)
  private int maxTokens = MAX_TOKENS;

  @Option(names = "--force", description = "Replace the folder if it is there.")
  private boolean force;

  /** Refuses wrong values before any work is done. */
  void check() throws IOException {
    traits("any", Pooling.MEAN, 1);
    WholeFolder.requireReplaceable(out, force);
  }

  Path out() {
    return out;
  }

  boolean force() {
    return force;
  }

  int maxTokens() {
    return maxTokens;
  }

  /**
   * What is known of the encoder.
   *
   * @param kind what it is
   * @param usual the pooling when none is said
   * @param dimension width of its hidden states
   */
  EncoderTraits traits(String kind, Pooling usual, int dimension) {
    String given =
        name == null ? String.valueOf(out.toAbsolutePath().normalize().getFileName()) : name;
    return WrongUsageException.reading(
        () ->
            new EncoderTraits(
                given,
                kind,
                pooling == null ? usual : Pooling.parse(pooling),
                dimension,
                maxTokens,
                license));
  }
}
