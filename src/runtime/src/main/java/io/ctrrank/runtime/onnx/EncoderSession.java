package io.ctrrank.runtime.onnx;

import static io.ctrrank.runtime.onnx.TensorSpec.ANY;
import static io.ctrrank.runtime.onnx.TensorSpec.int64;
import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.ctrrank.runtime.tokenizer.TokenIds;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session of {@code encoder.onnx}, the large part of a {@link TextEncoder}: several of them may
 * share one. Runs are thread-safe; closed by whoever opened it, after the encoders that use it.
 */
public final class EncoderSession implements AutoCloseable {
  private static final String INPUT_IDS = "input_ids";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String TOKEN_TYPE_IDS = "token_type_ids";

  private final OnnxEngine engine;
  private final Graph graph;
  private final boolean readsTypes;

  private EncoderSession(OnnxEngine engine, Graph graph) {
    this.engine = engine;
    this.graph = graph;
    this.readsTypes = graph.inputNames().contains(TOKEN_TYPE_IDS);
  }

  /**
   * Opens an {@code encoder.onnx}.
   *
   * @throws IOException if the file cannot be read or is not an encoder, naming what does not fit
   */
  public static EncoderSession open(OnnxEngine engine, Path file) throws IOException {
    Graph graph = Graph.open(engine, file);
    try {
      List<TensorSpec> inputs =
          new ArrayList<>(List.of(int64(INPUT_IDS, ANY, ANY), int64(ATTENTION_MASK, ANY, ANY)));
      if (graph.inputNames().contains(TOKEN_TYPE_IDS)) {
        inputs.add(int64(TOKEN_TYPE_IDS, ANY, ANY));
      }
      graph.require(inputs, List.of());
      if (graph.outputShape(graph.firstOutput()).length != 3) {
        throw new IOException(
            "file ["
                + file.getFileName()
                + "] has first output ["
                + graph.firstOutput()
                + "]; expected hidden states of shape [batch, tokens, dimension]");
      }
      return new EncoderSession(engine, graph);
    } catch (IOException | RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  @Override
  public void close() {
    graph.close();
  }

  OnnxEngine engine() {
    return engine;
  }

  /** Declared width of the hidden states, -1 if the graph leaves it open. */
  long declaredDimension() {
    return graph.outputShape(graph.firstOutput())[2];
  }

  /** Encodes texts padded to the longest of them; the caller closes what comes back. */
  HiddenStates run(List<TokenIds> texts) {
    PaddedTokens tokens = PaddedTokens.of(texts);
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      feeds.put(INPUT_IDS, tensor(tokens.ids(), tokens));
      feeds.put(ATTENTION_MASK, tensor(tokens.mask(), tokens));
      if (readsTypes) {
        feeds.put(TOKEN_TYPE_IDS, tensor(tokens.types(), tokens));
      }
      OrtSession.Result result = graph.run(feeds, graph.firstOutput());
      return new HiddenStates(tokens, result, requireNonNull(feeds.remove(ATTENTION_MASK)));
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(long[] values, PaddedTokens tokens) {
    try {
      return OnnxTensor.createTensor(
          engine.environment(),
          LongBuffer.wrap(values),
          new long[] {tokens.texts(), tokens.length()});
    } catch (OrtException e) {
      throw new IllegalStateException("tensor cannot be made: " + e.getMessage(), e);
    }
  }
}
