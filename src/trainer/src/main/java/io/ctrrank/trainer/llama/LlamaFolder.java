package io.ctrrank.trainer.llama;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.StreamedModel;
import io.ctrrank.trainer.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A decoder in a folder of Hugging Face's layout: {@code config.json}, {@code tokenizer.json} and
 * weights in the safetensors format. Its weights are read when they are written.
 */
public final class LlamaFolder {
  private static final String CONFIG = "config.json";

  private final Path folder;
  private final LlamaConfig config;
  private final Safetensors files;
  private final LlamaWeights weights;

  /** How an encoder keeps matrices; it computes in single precision in any case. */
  public enum Precision {
    /** 4 bytes a weight, the weights as they are. */
    FLOAT32(Element.FLOAT),
    /** 2 bytes a weight, rounded. */
    FLOAT16(Element.FLOAT16);

    private final Element element;

    Precision(Element element) {
      this.element = element;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private LlamaFolder(Path folder, LlamaConfig config, Safetensors files, LlamaWeights weights) {
    this.folder = folder;
    this.config = config;
    this.files = files;
    this.weights = weights;
  }

  /**
   * Opens a folder and checks config, tokenizer and weights against each other.
   *
   * @throws IOException if a file is missing, damaged or says something that is not supported
   */
  public static LlamaFolder open(Path folder) throws IOException {
    for (String name : List.of(CONFIG, ModelManifest.TOKENIZER)) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw new IOException(
            "folder ["
                + folder
                + "] has no ["
                + name
                + "]; expected a model in Hugging Face's layout; download the whole folder");
      }
    }
    LlamaConfig config = LlamaConfigReader.read(folder.resolve(CONFIG));
    TokenizerIds.requireBelow(folder.resolve(ModelManifest.TOKENIZER), config.vocabulary());
    Safetensors files = Safetensors.open(folder);
    return new LlamaFolder(folder, config, files, LlamaWeights.of(folder, files, config));
  }

  /** What it is: {@code llama}, {@code mistral} or {@code qwen2}. */
  public String kind() {
    return config.modelType();
  }

  /** Width of its hidden states. */
  public int width() {
    return config.width();
  }

  /** The files it is made of. */
  public List<Path> sources() {
    List<Path> sources =
        new ArrayList<>(List.of(folder.resolve(CONFIG), folder.resolve(ModelManifest.TOKENIZER)));
    sources.addAll(files.files());
    return sources;
  }

  /**
   * The graph of an encoder, whose matrices are read when it is written.
   *
   * @param precision how it keeps matrices
   * @param maxTokens most tokens of a text
   * @throws IOException if the file would be too long, or weights are not finite
   * @throws IllegalArgumentException if the model does not read so many tokens
   */
  public StreamedModel encoder(Precision precision, int maxTokens) throws IOException {
    config.requireReads(maxTokens);
    StreamedModel model = LlamaGraph.of(config, weights, precision.element, maxTokens);
    if (model.bytes() > StreamedModel.MOST_BYTES) {
      String remedy =
          precision == Precision.FLOAT32
              ? "give [--weights float16], or take a smaller model"
              : "take a smaller model";
      throw new IOException(
          "model ["
              + folder
              + "] has ["
              + model.bytes()
              + "] bytes as an encoder of ["
              + precision
              + "]; expected at most ["
              + StreamedModel.MOST_BYTES
              + "], the limit of an ONNX model in one file; "
              + remedy);
    }
    return model;
  }

  /** Copies its tokenizer. */
  public void copyTokenizer(Path target) throws IOException {
    Files.copy(folder.resolve(ModelManifest.TOKENIZER), target);
  }
}
