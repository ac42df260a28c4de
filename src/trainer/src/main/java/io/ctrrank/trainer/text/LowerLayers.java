package io.ctrrank.trainer.text;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.network.LayerWeights;
import io.ctrrank.trainer.onnx.EncoderGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The encoder without its top layers: what stays frozen while the top is trained, so that its token
 * states are computed once a text, by ONNX Runtime, and kept in half precision. The idea is BAHE's
 * (arXiv 2403.19347): low layers know words, only high ones learn what clicks are about.
 */
public final class LowerLayers {
  /** Enough for title and genres and the first sentence of an overview: memory grows with it. */
  private static final int ITEM_TOKENS = 48;

  private static final int QUERY_TOKENS = 24;

  private final EncoderFiles files;
  private final Device device;
  private final Path graph;
  private final List<LayerWeights> top;

  private LowerLayers(EncoderFiles files, Device device, Path graph, List<LayerWeights> top) {
    this.files = files;
    this.device = device;
    this.graph = graph;
    this.top = top;
  }

  /**
   * Takes the encoder apart; writes the lower part into the work folder if it is not there yet.
   *
   * @param trained how many layers are trained: 1 up to all of the encoder's
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the encoder has fewer layers
   */
  public static LowerLayers of(EncoderFiles files, Device device, int trained) throws IOException {
    EncoderGraph encoder = EncoderGraph.read(files.encoder());
    int layer = encoder.layers() - trained;
    if (trained < 1 || layer < 0) {
      throw new IllegalArgumentException(
          "layers to train are ["
              + trained
              + "] but the encoder has ["
              + encoder.layers()
              + "]; expected [1] to ["
              + encoder.layers()
              + "]");
    }
    Path graph = files.derived().resolve("below-layer-" + layer + ".onnx");
    if (!Files.isRegularFile(graph)) {
      WholeFile.write(graph, encoder.below(layer));
    }
    List<LayerWeights> top =
        IntStream.range(layer, encoder.layers()).mapToObj(encoder::layer).toList();
    return new LowerLayers(files, device, graph, top);
  }

  /** Weights of the layers above, lowest first. */
  public List<LayerWeights> top() {
    return top;
  }

  /**
   * The states of a data set's item texts and queries.
   *
   * @param storeFolder folder of the vector stores
   * @param itemTexts by catalogue index
   * @param queryTexts by number
   * @param threads batches encoded side by side
   * @param listener hears of progress
   */
  public TokenStates states(
      Path storeFolder,
      List<String> itemTexts,
      List<String> queryTexts,
      int threads,
      EncodeListener listener)
      throws IOException {
    List<List<short[]>> states =
        states(
            storeFolder,
            List.of(new TextGroup(itemTexts, ITEM_TOKENS), new TextGroup(queryTexts, QUERY_TOKENS)),
            threads,
            listener);
    return new TokenStates(states.get(0), states.get(1), top.getLast());
  }

  /**
   * The token states of each group of texts, in order: {@code [tokens * h]} halves a text.
   *
   * @param storeFolder folder of the vector stores
   * @param groups the texts
   * @param threads batches encoded side by side
   * @param listener hears of progress
   */
  public List<List<short[]>> states(
      Path storeFolder, List<TextGroup> groups, int threads, EncodeListener listener)
      throws IOException {
    return new StoredEncoder<>(storeFolder, new States(), threads, listener).values(groups);
  }

  private final class States implements StoredEncoder.Source<short[]> {
    @Override
    public String space() {
      return files.encoderSha256()
          + " "
          + files.tokenizerSha256()
          + " "
          + graph.getFileName()
          + " states";
    }

    @Override
    public PackFormat<short[]> format() {
      return new StatesFormat(top.getLast().width());
    }

    @Override
    public StoredEncoder.Batches<short[]> open() throws IOException {
      OnnxEngine engine = OnnxEngine.create(device);
      try {
        return new OpenLayers(engine, TextEncoder.open(engine, graph, files.tokenizer()));
      } catch (IOException | RuntimeException e) {
        engine.close();
        throw e;
      }
    }
  }

  private record OpenLayers(OnnxEngine engine, TextEncoder encoder)
      implements StoredEncoder.Batches<short[]> {
    @Override
    public List<short[]> encode(List<String> texts, int maxTokens) {
      return encoder.tokenStates(texts, maxTokens).stream().map(Fp16::encode).toList();
    }

    @Override
    public void close() {
      encoder.close();
      engine.close();
    }
  }
}
