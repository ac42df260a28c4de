package io.ctrrank.trainer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.Int8Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This release's encoder with its matrices in 8 bits. */
final class Int8EncoderTest {
  private static final List<String> TEXTS =
      List.of(
          "Toy Story (1995) | Adventure, Animation, Children, Comedy, Fantasy",
          "Heat (1995) | Action, Crime, Thriller | A group of professional bank robbers start to feel"
              + " the heat from police when they unknowingly leave a clue at their latest heist.",
          "");

  @TempDir static Path folder;

  @Test
  void of_releasedEncoder_isAQuarterAsLargeAndSaysNearlyTheSame() throws IOException {
    EncoderFiles before = EncoderFiles.unpack(folder);
    EncoderFiles after = Int8Encoder.of(before, folder);

    assertThat(Files.size(after.encoder())).isLessThan(Files.size(before.encoder()) * 3 / 10);
    assertThat(after.artifact()).isEmpty();
    float[][] exact = vectors(before, TEXTS);
    float[][] rounded = vectors(after, TEXTS);
    for (int text = 0; text < TEXTS.size(); text++) {
      assertThat(NearItems.cosine(exact[text], rounded[text])).isGreaterThan(0.99);
      // One scale a token, so a text's vector does not depend on the texts beside it.
      float[] alone = vectors(after, List.of(TEXTS.get(text)))[0];
      for (int i = 0; i < alone.length; i++) {
        assertThat(alone[i]).isCloseTo(rounded[text][i], within(1e-5f));
      }
    }
    assertThat(NearItems.cosine(rounded[0], rounded[1]))
        .isCloseTo(NearItems.cosine(exact[0], exact[1]), within(0.02));
    assertThat(
            ModelProto.parseFrom(Files.readAllBytes(after.encoder()))
                .getGraph()
                .getNodeList()
                .stream()
                .filter(node -> node.getOpType().equals("MatMulInteger"))
                .map(NodeProto::getName))
        .hasSize(36);
  }

  @Test
  void of_modelWithoutMatrices_isRefused() throws IOException {
    GraphBuilder graph = new GraphBuilder("plain");
    GraphBuilder.Value ids = graph.input("ids", Element.FLOAT, Size.named("batch"));
    graph.output("states", ids, Element.FLOAT, Size.named("batch"));
    ModelProto model = ModelProto.parseFrom(graph.build());

    assertThatThrownBy(() -> Int8Weights.of(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model [plain] multiplies by no matrix");
  }

  @Test
  void speed_anyEncoder_isAboveNone() throws IOException {
    assertThat(EncoderSpeed.textsPerSecond(EncoderFiles.unpack(folder), Device.CPU, TEXTS, 16))
        .isPositive();
  }

  private static float[][] vectors(EncoderFiles files, List<String> texts) throws IOException {
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        TextEncoder encoder = TextEncoder.open(engine, files.encoder(), files.tokenizer())) {
      return encoder.pooled(texts, 64, Pooling.MEAN);
    }
  }
}
