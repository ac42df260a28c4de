package io.ctrrank.trainer.encoder;

import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Encoders of a few lines: a token's state is the tanh of a sum over tokens before it. */
public final class TinyEncoder {
  private TinyEncoder() {}

  /**
   * Writes the graph of an encoder for {@link CharacterTokenizer}.
   *
   * @param file where it goes
   * @param width of its hidden states
   * @param seed of its weights
   */
  public static Path write(Path file, int width, long seed) throws IOException {
    return Files.write(file, graph(width, seed, true));
  }

  /** Writes one whose states depend on padding, too. */
  static Path writeWrong(Path file, int width) throws IOException {
    return Files.write(file, graph(width, 1, false));
  }

  private static byte[] graph(int width, long seed, boolean causal) {
    Random random = new Random(seed);
    float[] table = new float[CharacterTokenizer.VOCABULARY * width];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) random.nextGaussian() / 4;
    }
    GraphBuilder graph = new GraphBuilder("tiny");
    Size batch = Size.named("batch");
    Size tokens = Size.named("tokens");
    Value ids = graph.input("input_ids", Element.INT64, batch, tokens);
    Value mask = graph.input("attention_mask", Element.INT64, batch, tokens);
    Value embedded =
        graph.node(
            "Gather",
            List.of(graph.floats("table", table, CharacterTokenizer.VOCABULARY, width), ids));
    Value length = graph.node("ReduceSum", List.of(mask), GraphBuilder.attribute("keepdims", 0));
    Value summed =
        causal
            ? graph.node("CumSum", List.of(embedded, graph.longs(1)))
            : graph.node("ReduceSum", List.of(embedded, graph.longs(1)));
    Value states = graph.node("Tanh", List.of(graph.node("Add", List.of(summed, embedded))));
    // The mask has to be read, or the graph would not have it.
    Value zero = graph.node("Sub", List.of(length, length));
    Value none = graph.node("Cast", List.of(zero), GraphBuilder.attribute("to", 1));
    graph.output(
        "states",
        graph.node("Add", List.of(states, none)),
        Element.FLOAT,
        batch,
        tokens,
        Size.of(width));
    return graph.build();
  }
}
