package io.ctrrank.trainer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.LayerWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A BERT encoder as an ONNX file, taken apart at a layer: the graph below it, which stays frozen
 * and whose output can be cached, and the weights of the layers above, which are trained.
 *
 * <p>Biases and normalisations have PyTorch's names, matrices do not: a matrix is found through the
 * addition of its bias. Layers count from 0. Immutable.
 */
public final class EncoderGraph {
  private static final String LAYER = "encoder.layer.";
  private static final String LAST = ".output.LayerNorm.bias";
  private static final String EMBEDDINGS = "embeddings.LayerNorm.bias";

  private final String file;
  private final ModelProto model;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();

  private EncoderGraph(String file, ModelProto model) {
    this.file = file;
    this.model = model;
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
  }

  /**
   * Reads an encoder.
   *
   * @throws IOException if the file cannot be read or has no layers of BERT's names
   */
  public static EncoderGraph read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      EncoderGraph graph = new EncoderGraph(file.toString(), ModelProto.parseFrom(in));
      if (graph.layers() == 0) {
        throw new IOException(
            "encoder file ["
                + file
                + "] has no initializer ["
                + LAYER
                + "0"
                + LAST
                + "]; expected a BERT encoder exported by PyTorch");
      }
      return graph;
    }
  }

  /** Number of layers. */
  public int layers() {
    int count = 0;
    while (initializers.containsKey(LAYER + count + LAST)) {
      count++;
    }
    return count;
  }

  /**
   * The model with the same inputs whose only output is what goes into {@code layer}, {@code
   * [batch, tokens, h]}. Nodes and weights that it does not need are left out.
   *
   * @param layer 0, for the embeddings, to {@link #layers()}
   */
  public byte[] below(int layer) {
    String last = layer == 0 ? EMBEDDINGS : LAYER + (layer - 1) + LAST;
    String output = addition(last).getOutput(0);
    Set<String> needed = needed(output);
    GraphProto whole = model.getGraph();
    GraphProto.Builder graph = whole.toBuilder().clearNode().clearInitializer().clearOutput();
    whole.getNodeList().stream()
        .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
        .forEach(graph::addNode);
    whole.getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    ValueInfoProto states = whole.getOutput(0).toBuilder().setName(output).build();
    return model.toBuilder().setGraph(graph.addOutput(states)).build().toByteArray();
  }

  private Set<String> needed(String output) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(output);
    while (!open.isEmpty()) {
      String value = open.remove();
      NodeProto producer = producers.get(value);
      if (needed.add(value) && producer != null) {
        open.addAll(producer.getInputList());
      }
    }
    return needed;
  }

  /** The embeddings of words, {@code [vocabulary, h]} row-major. */
  public float[] wordEmbeddings() {
    return floats("embeddings.word_embeddings.weight");
  }

  /** The weights of a layer. */
  public LayerWeights layer(int number) {
    String layer = LAYER + number + ".";
    LayerWeights.Dense query = dense(layer + "attention.self.query");
    return new LayerWeights(
        query.out() / headWidth(layer),
        query,
        dense(layer + "attention.self.key"),
        dense(layer + "attention.self.value"),
        dense(layer + "attention.output.dense"),
        norm(layer + "attention.output.LayerNorm"),
        dense(layer + "intermediate.dense"),
        dense(layer + "output.dense"),
        norm(layer + "output.LayerNorm"));
  }

  /**
   * Name of the initializer that holds a matrix, {@code [in, out]}.
   *
   * @param layer number of the layer
   */
  public String initializer(int layer, LayerTuning.Matrix matrix) {
    String part =
        switch (matrix) {
          case QUERY -> "attention.self.query";
          case KEY -> "attention.self.key";
          case VALUE -> "attention.self.value";
          case ATTENTION_OUTPUT -> "attention.output.dense";
          case INNER -> "intermediate.dense";
          case OUTER -> "output.dense";
        };
    return matrix(LAYER + layer + "." + part);
  }

  private String matrix(String name) {
    for (String input : addition(name + ".bias").getInputList()) {
      NodeProto producer = producers.get(input);
      if (producer != null && producer.getOpType().equals("MatMul")) {
        return producer.getInput(1);
      }
    }
    throw missing("a matrix product before the bias [" + name + ".bias]");
  }

  private LayerWeights.Dense dense(String name) {
    return new LayerWeights.Dense(floats(matrix(name)), floats(name + ".bias"));
  }

  private LayerWeights.Norm norm(String name) {
    return new LayerWeights.Norm(floats(name + ".weight"), floats(name + ".bias"));
  }

  /** Scores are divided by the root of a head's width: the only place where that stands plainly. */
  private int headWidth(String layer) {
    String query = addition(layer + "attention.self.query.bias").getOutput(0);
    Set<String> reached = new HashSet<>(Set.of(query));
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getInputList().stream().noneMatch(reached::contains)
          || node.getOpType().equals("Shape")) {
        continue;
      }
      if (node.getOpType().equals("Div")) {
        float root = constant(node.getInput(1));
        return Math.round(root * root);
      }
      reached.addAll(node.getOutputList());
    }
    throw missing("a division of the scores of [" + layer + "attention]");
  }

  private float constant(String name) {
    NodeProto node = producers.get(name);
    if (node == null || !node.getOpType().equals("Constant")) {
      throw missing("a constant [" + name + "]");
    }
    return floats(name, node.getAttribute(0).getT())[0];
  }

  private NodeProto addition(String bias) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals("Add") && node.getInputList().contains(bias))
        .findFirst()
        .orElseThrow(() -> missing("an addition of [" + bias + "]"));
  }

  private float[] floats(String name) {
    TensorProto tensor = initializers.get(name);
    if (tensor == null) {
      throw missing("an initializer [" + name + "]");
    }
    return floats(name, tensor);
  }

  private float[] floats(String name, TensorProto tensor) {
    if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber() || !tensor.hasRawData()) {
      throw missing("raw floats in [" + name + "]");
    }
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private IllegalArgumentException missing(String what) {
    return new IllegalArgumentException(
        "encoder file ["
            + file
            + "] does not have "
            + what
            + "; expected a BERT encoder exported by PyTorch");
  }
}
