package io.ctrrank.trainer.safetensors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.safetensors.TinySafetensors.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsTest {
  private static final float[] VALUES = {1.5f, -0.25f, 3, 0, 65504, -1e-3f};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void open_oneFile_hasTheValuesOfEachTensor(Dtype type) throws IOException {
    List<Written> written =
        List.of(
            new Written("first", Dtype.F32, List.of(3), new float[] {7, 8, 9}),
            new Written("matrix", type, List.of(2, 3), VALUES));
    TinySafetensors.write(folder.resolve("model.safetensors"), written);

    Map<String, Tensor> tensors = Safetensors.open(folder).tensors();

    assertThat(tensors).containsOnlyKeys("first", "matrix");
    Tensor matrix = requireNonNull(tensors.get("matrix"));
    assertThat(matrix.type()).isEqualTo(type);
    assertThat(matrix.shape()).containsExactly(2L, 3L);
    assertThat(matrix.size()).isEqualTo(6);
    float[] values = new float[6];
    matrix.copyTo(0, values);
    assertThat(values).isEqualTo(written.get(1).stored());
    assertThat(values[0]).isEqualTo(1.5f);
    assertThat(values[1]).isEqualTo(-0.25f);
    float[] part = new float[2];
    matrix.copyTo(3, part);
    assertThat(part).containsExactly(values[3], values[4]);
  }

  @Test
  void open_severalFiles_hasTheTensorsOfAll() throws IOException {
    TinySafetensors.writeSharded(folder, three());

    Safetensors opened = Safetensors.open(folder);

    assertThat(opened.tensors()).containsOnlyKeys("a", "b", "c");
    assertThat(opened.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors");
  }

  @Test
  void open_noWeights_saysWhatIsMissing() {
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "folder ["
                + folder
                + "] has neither [model.safetensors] nor [model.safetensors.index.json]; expected"
                + " weights in the safetensors format; download them into it");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"c\":\"model-00001-of-00002.safetensors\"', '\"c\":\"model-00002-of-00002.safetensors\"', 'holds tensor [c], which ['",
    "'\"c\":', '\"d\":', 'holds tensor [c], which ['",
    "'\"a\":\"', '\"d\":\"model-00001-of-00002.safetensors\",\"a\":\"', 'places tensor [d] in [model-00001-of-00002.safetensors], which does not hold it'",
    "'\"c\":\"model-00001-of-00002.safetensors\"', '\"c\":\"../model.safetensors\"', 'names weights in [../model.safetensors]; expected a file beside it'",
    "'\"c\":\"model-00001-of-00002.safetensors\"', '\"c\":\"gone.safetensors\"', 'names weights in [gone.safetensors]'",
    "'weight_map', 'weights', 'is no index of weights: it has ['",
    "'{', '[', 'is no index of weights: '"
  })
  void open_indexThatDoesNotFit_saysWhere(String there, String instead, String message)
      throws IOException {
    TinySafetensors.writeSharded(folder, three());
    Path index = folder.resolve("model.safetensors.index.json");
    String json = Files.readString(index);
    assertThat(json).contains(there);
    Files.writeString(index, json.replace(there, instead));

    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("file [")
        .hasMessageContaining("; expected");
  }

  @ParameterizedTest
  @CsvSource({
    "'F32', 'F64', 'tensor [a] has dtype [F64]; expected one of [F32, F16, BF16]'",
    "'[2,2]', '[2,3]', 'tensor [a] of shape [2, 3] has [16] bytes; expected [24]'",
    "'[2,2]', '[4294967296,4294967296]', 'more than a file can hold'",
    "'[0,16]', '[0,36]', 'tensor [a] lies at [0, 36]; expected a range within [32] bytes'",
    "'[16,32]', '[32,16]', 'tensor [b] lies at [32, 16]; expected a range within [32] bytes'",
    "'[16,32]', '[8,24]', 'tensor [b] begins at [8] but the one before it ends at [16]'",
    "'[0,16]', '[4,16]', 'tensor [a] begins at [4] but the one before it ends at [0]'",
    "'[16,32]', '[16,28]', 'its tensors end at [28] of [32] bytes'",
    "'[16,32]', '[-16,32]', 'tensor [b] has the number [-16]; expected [0] or more'",
    "'[16,32]', '[16,32.5]', 'header is not valid JSON of tensors'",
    "'[16,32]', '[16,\"32\"]', 'tensor [b] has a STRING where a number is expected'",
    "'[16,32]', '[16,9223372036854775808]', 'tensor [b] lies at [16, 9223372036854775807]; expected a range within [32] bytes'",
    "'[16,32]', '[16,32,48]', 'expected all three, with two offsets'",
    "'\"shape\":[2,2],', '', 'has dtype [F32], shape null'",
    "'\"shape\":[2,2],', '\"shape\":[2,2],\"shape\":[2,2],', 'tensor [a] has its [shape] twice'",
    "'\"shape\":[2,2],', '\"shape\":[2,2],\"order\":\"C\",', 'tensor [a] has a member [order]'",
    "'\"b\":', '\"a\":', 'header names [a] twice'",
    "'{\"a\"', '[{\"a\"', 'its header begins with byte [91]; expected {'",
    "'}}', '}} x', 'header'",
    "'}}', '}', 'header is not valid JSON of tensors'"
  })
  void open_headerThatIsWrong_saysWhatIs(String there, String instead, String message)
      throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,32]}}";
    Path file = folder.resolve("model.safetensors");
    TinySafetensors.write(file, header, new byte[32]);
    assertThat(Safetensors.open(folder).tensors()).containsOnlyKeys("a", "b");
    assertThat(header).contains(there);
    int at = header.indexOf(there);
    String wrong = header.substring(0, at) + instead + header.substring(at + there.length());
    TinySafetensors.write(file, wrong, new byte[32]);

    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file [" + file + "] is not in the safetensors format: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("; download it again");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 25, -1, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void open_headerLengthOutOfBounds_isRefused(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    Files.write(folder.resolve("model.safetensors"), bytes.array());

    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its header has [" + length + "] bytes; expected [2] to [24]");
  }

  @Test
  void open_cutFile_isRefused() throws IOException {
    Path file = TinySafetensors.write(folder.resolve("model.safetensors"), three());
    byte[] all = Files.readAllBytes(file);
    for (int length = 0; length < all.length; length++) {
      Files.write(file, Arrays.copyOf(all, length));
      assertThatThrownBy(() -> Safetensors.open(folder))
          .as("cut at " + length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not in the safetensors format");
    }
  }

  @Test
  void open_headerThatIsNotUtf8_isRefused() throws IOException {
    Path file =
        TinySafetensors.write(folder.resolve("model.safetensors"), "{\"?\":{}}", new byte[0]);
    byte[] all = Files.readAllBytes(file);
    all[Long.BYTES + 2] = (byte) 0xff;
    Files.write(file, all);

    assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContaining("is not UTF-8");
  }

  private static List<Written> three() {
    return List.of(
        new Written("a", Dtype.F32, List.of(2, 3), VALUES),
        new Written("b", Dtype.F16, List.of(6), VALUES),
        new Written("c", Dtype.BF16, List.of(), new float[] {1}));
  }
}
