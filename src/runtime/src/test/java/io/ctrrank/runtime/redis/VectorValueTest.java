package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VectorValueTest {
  private static final byte[] PLACE = "ctr:v1:e:c:1".getBytes(UTF_8);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void encode_aVector_isTheDocumentedBytes() {
    CachedVector vector =
        new CachedVector(
            0x0102030405060708L, 1_700_000_000_000L, Fp16.encode(new float[] {1, -2, 0.5f}));
    assertThat(HexFormat.of().formatHex(VectorValue.encode(vector, PLACE)))
        .isEqualTo(
            "01" + "0068e5cf8b010000" + "0807060504030201" + "0300" + "003c00c00038" + "e13f1a1e");
  }

  @Test
  void decode_whatWasEncoded_isTheVector() {
    for (int round = 0; round < 1_000; round++) {
      CachedVector vector = vector(1 + random.nextInt(200));
      CachedVector read = VectorValue.decode(VectorValue.encode(vector, PLACE), PLACE);
      assertThat(read).as("seed %d", seed).usingRecursiveComparison().isEqualTo(vector);
    }
  }

  @Test
  void decode_theLongestVector_isTheVector() {
    CachedVector vector = vector(VectorValue.MOST_COMPONENTS);
    CachedVector read = VectorValue.decode(VectorValue.encode(vector, PLACE), PLACE);
    assertThat(read).extracting(CachedVector::vector).isEqualTo(vector.vector());
  }

  @Test
  void encode_noOrTooManyComponents_isRefused() {
    assertThatThrownBy(() -> VectorValue.encode(vector(0), PLACE))
        .hasMessage("vector has [0] components; expected 1 to 65535");
    assertThatThrownBy(() -> VectorValue.encode(vector(65_536), PLACE))
        .hasMessage("vector has [65536] components; expected 1 to 65535");
  }

  @Test
  void decode_anyBitFlipped_isNone() {
    byte[] value = VectorValue.encode(vector(64), PLACE);
    for (int bit = 0; bit < value.length * Byte.SIZE; bit++) {
      byte[] damaged = value.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(VectorValue.decode(damaged, PLACE)).as("bit %d, seed %d", bit, seed).isNull();
    }
  }

  @Test
  void decode_cutOrLengthened_isNone() {
    byte[] value = VectorValue.encode(vector(64), PLACE);
    for (int length = 0; length < 2 * value.length; length++) {
      if (length != value.length) {
        assertThat(VectorValue.decode(Arrays.copyOf(value, length), PLACE))
            .as("length %d, seed %d", length, seed)
            .isNull();
      }
    }
  }

  @Test
  void decode_randomBytes_isNone() {
    for (int round = 0; round < 100_000; round++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length > VectorValue.FRAME_BYTES && random.nextBoolean()) {
        // As right as it can be without the checksum.
        noise[0] = VectorValue.FORMAT;
        int components = (noise.length - VectorValue.FRAME_BYTES) / 2;
        noise[VectorValue.COMPONENTS] = (byte) components;
        noise[VectorValue.COMPONENTS + 1] = (byte) (components >> Byte.SIZE);
      }
      assertThat(VectorValue.decode(noise, PLACE)).as("seed %d", seed).isNull();
    }
  }

  @Test
  void decode_underAnotherKey_isNone() {
    byte[] value = VectorValue.encode(vector(64), PLACE);
    assertThat(VectorValue.decode(value, "ctr:v1:e:c:2".getBytes(UTF_8))).isNull();
  }

  @Test
  void decode_anotherFormatVersionWithItsOwnChecksum_isNone() {
    assertThat(reencoded(0, (byte) 2)).isNull();
    assertThat(reencoded(0, (byte) 1)).isNotNull();
  }

  @Test
  void decode_componentsThatAreNoNumbers_isNone() {
    for (float component : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1e9f}) {
      CachedVector vector = new CachedVector(1, 2, Fp16.encode(new float[] {1, component}));
      assertThat(VectorValue.decode(VectorValue.encode(vector, PLACE), PLACE)).isNull();
    }
    CachedVector largest = new CachedVector(1, 2, Fp16.encode(new float[] {65_504}));
    assertThat(VectorValue.decode(VectorValue.encode(largest, PLACE), PLACE)).isNotNull();
  }

  /** A value with one byte changed and a checksum that is right. */
  private static @Nullable CachedVector reencoded(int at, byte changed) {
    byte[] value = VectorValue.encode(new CachedVector(1, 2, new short[3]), PLACE);
    value[at] = changed;
    CRC32C checksum = new CRC32C();
    checksum.update(PLACE);
    checksum.update(value, 0, value.length - 4);
    for (int i = 0; i < 4; i++) {
      value[value.length - 4 + i] = (byte) (checksum.getValue() >> (8 * i));
    }
    return VectorValue.decode(value, PLACE);
  }

  private CachedVector vector(int components) {
    float[] numbers = new float[components];
    for (int i = 0; i < components; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return new CachedVector(random.nextLong(), random.nextLong(), Fp16.encode(numbers));
  }
}
