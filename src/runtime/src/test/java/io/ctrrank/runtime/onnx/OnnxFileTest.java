package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  @TempDir Path folder;

  @Test
  void inspect_standardGraph_findsNothing() throws Exception {
    OnnxFile found =
        OnnxFile.inspect(BundleFixtures.msd("tiny-msd").write(folder).resolve("ctr.onnx"));
    assertThat(found.foreignOperators()).isEmpty();
    assertThat(found.externalTensors()).isEmpty();
  }

  @Test
  void inspect_foreignOperatorsAtEveryDepth_findsAll() throws Exception {
    GraphProto inner =
        GraphProto.newBuilder().addNode(operator("com.microsoft", "FusedMatMul")).build();
    NodeProto branch =
        NodeProto.newBuilder()
            .setOpType("If")
            .addAttribute(AttributeProto.newBuilder().setName("then_branch").setG(inner))
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("graphs")
                    .addGraphs(GraphProto.newBuilder().addNode(operator("my.domain", "InGraphs"))))
            .build();
    OnnxFile found =
        inspect(
            ModelProto.newBuilder()
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(operator("ai.onnx", "Add"))
                        .addNode(operator("ai.onnx.ml", "LinearClassifier"))
                        .addNode(branch))
                .addFunctions(FunctionProto.newBuilder().addNode(operator("f", "InFunction"))));
    assertThat(found.foreignOperators())
        .containsExactly(
            "ai.onnx.ml.LinearClassifier",
            "com.microsoft.FusedMatMul",
            "f.InFunction",
            "my.domain.InGraphs");
  }

  @Test
  void inspect_externalTensors_findsThemInInitializersAndAttributes() throws Exception {
    OnnxFile found =
        inspect(
            ModelProto.newBuilder()
                .setGraph(
                    GraphProto.newBuilder()
                        .addInitializer(external("weights"))
                        .addInitializer(TensorProto.newBuilder().setName("inside").addFloatData(1))
                        .addNode(
                            NodeProto.newBuilder()
                                .setOpType("Constant")
                                .addAttribute(
                                    AttributeProto.newBuilder()
                                        .setName("value")
                                        .setT(external("constant"))))));
    assertThat(found.externalTensors()).containsExactly("constant", "weights");
    assertThat(found.foreignOperators()).isEmpty();
  }

  @Test
  void inspect_damagedBytes_failsCleanlyOrFindsSomething() throws Exception {
    byte[] sound =
        Files.readAllBytes(BundleFixtures.msd("tiny-msd").write(folder).resolve("ctr.onnx"));
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = Arrays.copyOf(sound, 1 + random.nextInt(sound.length));
      for (int flips = random.nextInt(8); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.onnx"), bytes);
      try {
        OnnxFile.inspect(file);
      } catch (IOException e) {
        assertThat(e)
            .as("seed %d, round %d", seed, round)
            .hasMessage("not an ONNX model: its protobuf is damaged");
      }
    }
  }

  @Test
  void inspect_truncatedFile_isRefused() throws Exception {
    byte[] sound =
        Files.readAllBytes(BundleFixtures.msd("tiny-msd").write(folder).resolve("ctr.onnx"));
    Path file = Files.write(folder.resolve("half.onnx"), Arrays.copyOf(sound, sound.length / 2));
    assertThatThrownBy(() -> OnnxFile.inspect(file)).isInstanceOf(IOException.class);
  }

  private OnnxFile inspect(ModelProto.Builder model) throws IOException {
    return OnnxFile.inspect(Files.write(folder.resolve("model.onnx"), model.build().toByteArray()));
  }

  private static NodeProto operator(String domain, String operator) {
    return NodeProto.newBuilder().setDomain(domain).setOpType(operator).build();
  }

  private static TensorProto external(String name) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .build();
  }
}
