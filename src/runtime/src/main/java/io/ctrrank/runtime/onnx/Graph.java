package io.ctrrank.runtime.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One session and what it declares. Runs are thread-safe; whoever closes it sees to it that none is
 * in flight. Problems with the file are told as {@link IOException}s whose messages begin with the
 * file's name.
 */
final class Graph implements AutoCloseable {
  private final String name;
  private final OrtSession session;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;

  private Graph(String name, OrtSession session) throws OrtException {
    this.name = name;
    this.session = session;
    this.inputs = tensors(session.getInputInfo());
    this.outputs = tensors(session.getOutputInfo());
  }

  /**
   * Opens a graph on the engine's device whose inputs and outputs are not known beforehand.
   *
   * @throws IOException if the file cannot be read or is not a graph a bundle may hold
   */
  static Graph open(OnnxEngine engine, Path file) throws IOException {
    return open(engine, file, engine.provider());
  }

  private static Graph open(OnnxEngine engine, Path file, Device device) throws IOException {
    String name = String.valueOf(file.getFileName());
    checkContents(name, file);
    try {
      OrtSession session = engine.session(file, device);
      try {
        return new Graph(name, session);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new IOException(
          "file [" + name + "] is not a graph ONNX Runtime can load: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a graph on the engine's device that takes exactly these inputs and gives at least these
   * outputs.
   *
   * @throws IOException also naming the input or output that does not fit
   */
  static Graph open(OnnxEngine engine, Path file, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    return required(open(engine, file), inputs, outputs);
  }

  /** As {@link #open(OnnxEngine, Path, List, List)}, on the CPU whatever the engine's device. */
  static Graph openOnCpu(
      OnnxEngine engine, Path file, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    return required(open(engine, file, Device.CPU), inputs, outputs);
  }

  private static Graph required(Graph graph, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    try {
      graph.require(inputs, outputs);
      return graph;
    } catch (IOException | RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /** Demands that the graph takes exactly these inputs and gives at least these outputs. */
  void require(List<TensorSpec> expectedInputs, List<TensorSpec> expectedOutputs)
      throws IOException {
    check("input", inputs, expectedInputs);
    check("output", outputs, expectedOutputs);
    List<String> expected = expectedInputs.stream().map(TensorSpec::name).toList();
    for (String input : inputs.keySet()) {
      if (!expected.contains(input)) {
        throw new IOException(
            "file ["
                + name
                + "] has an input ["
                + input
                + "] that nothing in the manifest feeds; the manifest feeds "
                + expected);
      }
    }
  }

  Set<String> inputNames() {
    return inputs.keySet();
  }

  /** The first output's name. */
  String firstOutput() {
    return outputs.keySet().iterator().next();
  }

  /** Declared shape of an output, -1 where a dimension varies. */
  long[] outputShape(String output) {
    TensorInfo info = outputs.get(output);
    return info == null ? new long[0] : info.getShape();
  }

  boolean hasOutputs() {
    return !outputs.isEmpty();
  }

  /** Runs into tensors of the caller. */
  void run(Map<String, OnnxTensor> feeds, Map<String, OnnxTensor> pinnedOutputs) {
    try {
      session.run(feeds, Set.of(), pinnedOutputs).close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Runs for one output; the caller closes the result. */
  OrtSession.Result run(Map<String, OnnxTensor> feeds, String output) {
    try {
      return session.run(feeds, Set.of(output));
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("graph [" + name + "] does not close: " + e.getMessage(), e);
    }
  }

  private IllegalStateException failed(OrtException e) {
    return new IllegalStateException("graph [" + name + "] failed: " + e.getMessage(), e);
  }

  private void check(String kind, Map<String, TensorInfo> declared, Collection<TensorSpec> expected)
      throws IOException {
    for (TensorSpec spec : expected) {
      TensorInfo info = declared.get(spec.name());
      if (info == null) {
        throw new IOException(
            "file ["
                + name
                + "] does not contain the required "
                + kind
                + " ["
                + spec.name()
                + "]; it contains "
                + declared.keySet());
      }
      if (!spec.admits(info.type, info.getShape())) {
        throw new IOException(
            "file ["
                + name
                + "] declares "
                + kind
                + " ["
                + spec.name()
                + "] as ["
                + TensorSpec.describe(info.type, info.getShape())
                + "]; expected ["
                + spec.describe()
                + "]");
      }
    }
  }

  private static void checkContents(String name, Path file) throws IOException {
    OnnxFile contents;
    try {
      contents = OnnxFile.inspect(file);
    } catch (IOException e) {
      throw new IOException("file [" + name + "] cannot be read: " + e.getMessage(), e);
    }
    if (!contents.foreignOperators().isEmpty()) {
      throw new IOException(
          "file ["
              + name
              + "] uses operators "
              + contents.foreignOperators()
              + "; expected only operators of the ONNX standard; export it without fusing"
              + " optimisations");
    }
    if (!contents.externalTensors().isEmpty()) {
      throw new IOException(
          "file ["
              + name
              + "] keeps tensors "
              + contents.externalTensors()
              + " in other files; expected all weights inside; export it without external data");
    }
  }

  private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    nodes.forEach(
        (node, info) -> {
          if (info.getInfo() instanceof TensorInfo tensor) {
            tensors.put(node, tensor);
          }
        });
    return tensors;
  }
}
