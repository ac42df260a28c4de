package io.ctrrank.runtime.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.bundle.LowRank;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncoderDeltaTest {
  /** Exact in half precision. */
  private static final LowRank ADDITION =
      new LowRank(1, new float[] {1, 2}, new float[] {0.5f, -1, 4});

  @TempDir Path folder;

  @Test
  void mergedInto_anOnnxFile_addsToTheNamedInitializer() throws Exception {
    byte[] model = model(tensor("other", 7, 7, 7, 7, 7, 7), tensor("weight", 0, 0, 0, 1, 1, 1));
    EncoderDelta delta = new EncoderDelta(Sha256.of(model), Map.of("weight", ADDITION));
    Path file = folder.resolve(EncoderDelta.FILE);
    delta.write(file);

    byte[] merged = EncoderDelta.read(file).mergedInto(model);

    assertThat(merged)
        .isEqualTo(
            model(tensor("other", 7, 7, 7, 7, 7, 7), tensor("weight", 0.5f, -1, 4, 2, -1, 9)));
  }

  @Test
  void mergedInto_anotherEncoder_isRefused() throws Exception {
    byte[] model = model(tensor("weight", 0, 0, 0, 1, 1, 1));
    EncoderDelta delta = new EncoderDelta("0".repeat(64), Map.of("weight", ADDITION));

    assertThatThrownBy(() -> delta.mergedInto(model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Sha256.of(model))
        .hasMessageContaining("0".repeat(64));
  }

  @Test
  void mergedInto_anEncoderWithoutTheMatrix_isRefused() throws Exception {
    byte[] model = model(tensor("weight", 1, 2));
    EncoderDelta delta = new EncoderDelta(Sha256.of(model), Map.of("weight", ADDITION));

    assertThatThrownBy(() -> delta.mergedInto(model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[weight]")
        .hasMessageContaining("[2, 3]");
  }

  @Test
  void mergedInto_bytesThatAreNoModel_isRefused() throws Exception {
    byte[] model = model(tensor("weight", 0, 0, 0, 1, 1, 1));
    byte[] cut = Arrays.copyOf(model, model.length - 3);
    EncoderDelta delta = new EncoderDelta(Sha256.of(cut), Map.of("weight", ADDITION));

    assertThatThrownBy(() -> delta.mergedInto(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no ONNX model");
  }

  @Test
  void read_aFileThatIsNone_isRefused() throws Exception {
    Path file = folder.resolve(EncoderDelta.FILE);
    byte[] good;
    new EncoderDelta("0".repeat(64), Map.of("weight", ADDITION)).write(file);
    good = Files.readAllBytes(file);
    byte[][] bad = {
      {},
      "not safetensors at all".getBytes(UTF_8),
      Arrays.copyOf(good, good.length - 1),
      new String(good, ISO_8859_1).replace("F16", "F32").getBytes(ISO_8859_1),
      new String(good, ISO_8859_1).replace("weight.lora_b", "weighs.lora_b").getBytes(ISO_8859_1),
    };
    for (byte[] content : bad) {
      Files.write(file, content);
      assertThatThrownBy(() -> EncoderDelta.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no low-rank additions");
    }
  }

  private static byte[] model(byte[]... tensors) {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    for (byte[] tensor : tensors) {
      field(graph, 5, tensor);
    }
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.writeBytes(new byte[] {8, 7});
    field(model, 7, graph.toByteArray());
    return model.toByteArray();
  }

  private static byte[] tensor(String name, float... values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    field(tensor, 8, name.getBytes(UTF_8));
    field(tensor, 9, raw.array());
    return tensor.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    out.write(number << 3 | 2);
    out.write(value.length);
    out.writeBytes(value);
  }
}
