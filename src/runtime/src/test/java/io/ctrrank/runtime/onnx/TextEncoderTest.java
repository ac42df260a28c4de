package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.TinyFormula;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TextEncoderTest {
  private static final long SEED = 20261122;
  private static final BundleFixtures FIXTURE = BundleFixtures.msd("tiny-msd");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private OnnxEngine engine;
  private ModelManifest manifest;
  private EncoderSession session;
  private TextEncoder encoder;

  @BeforeEach
  void open() throws Exception {
    engine = OnnxEngine.create(Device.CPU);
    Bundle bundle = Bundle.open(FIXTURE.write(folder));
    manifest = bundle.manifest();
    session = EncoderSession.open(engine, bundle.file(ModelManifest.ENCODER));
    encoder = TextEncoder.open(session, bundle);
  }

  @AfterEach
  void close() {
    encoder.close();
    session.close();
    engine.close();
  }

  @Test
  void items_manyTexts_areTheFormulaInOrder() {
    assertItems(encoder, texts(100));
  }

  @Test
  void items_anyBatchSize_areTheFormulaInOrder() throws Exception {
    Bundle bundle = Bundle.open(folder.resolve(manifest.id()));
    for (int batchSize : new int[] {1, 3, 64}) {
      try (TextEncoder other = TextEncoder.open(session, bundle, batchSize)) {
        assertThat(other.batchSize()).isEqualTo(batchSize);
        assertItems(other, texts(20));
      }
    }
  }

  @Test
  void open_batchSizeZero_isRefused() throws Exception {
    Bundle bundle = Bundle.open(folder.resolve(manifest.id()));
    assertThatThrownBy(() -> TextEncoder.open(session, bundle, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch size is [0]; expected at least [1]");
  }

  @Test
  void users_profilesLongerThanItems_areTheFormula() {
    List<String> texts = texts(30);
    List<short[]> vectors = encoder.users(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertClose(
          vectors.get(i), TinyFormula.userVector(manifest, FIXTURE.words(), texts.get(i)), i);
    }
  }

  @Test
  void items_noTexts_isEmpty() {
    assertThat(encoder.items(List.of())).isEmpty();
  }

  @Test
  void items_emptyAndUnknownText_areTheFormula() {
    assertItems(encoder, List.of("", "   ", "words nobody knows", "RED Red red"));
  }

  @Test
  void items_vectors_areAlreadyInHalfPrecision() {
    for (short[] vector : encoder.items(texts(10))) {
      assertThat(vector).hasSize(8);
      assertThat(Fp16.encode(Fp16.decode(vector))).isEqualTo(vector);
    }
  }

  @Test
  void items_encoderWithoutTokenTypes_areTheFormula() throws Exception {
    Bundle plain = Bundle.open(BundleFixtures.msd("plain").withTokenTypes(false).write(folder));
    try (EncoderSession plainSession =
            EncoderSession.open(engine, plain.file(ModelManifest.ENCODER));
        TextEncoder plainEncoder = TextEncoder.open(plainSession, plain)) {
      assertItems(plainEncoder, texts(20));
    }
  }

  @Test
  void items_veryLongText_isReadToItsLimitOnly() {
    String start = "red ".repeat(20);
    String unread = "blue ".repeat(2_000_000);
    assertThat(encoder.items(List.of(start + unread)).getFirst())
        .isEqualTo(encoder.items(List.of(start)).getFirst());
  }

  @Test
  void items_manyThreads_eachGetTheirOwn() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        List<String> texts = texts(1 + random.nextInt(20));
        runs.add(threads.submit(() -> assertItems(encoder, texts)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }

  @Test
  void items_afterClose_isRefusedButTheSessionLivesOn() throws Exception {
    encoder.close();
    encoder.close();
    assertThatThrownBy(() -> encoder.items(List.of("red")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model [tiny-msd] is closed; load it again");
    try (TextEncoder second = TextEncoder.open(session, Bundle.open(folder.resolve("tiny-msd")))) {
      assertItems(second, texts(3));
    }
  }

  @Test
  void users_modelWithoutUserLevel_saysWhatIsMissing() throws Exception {
    Bundle flat = Bundle.open(BundleFixtures.msd("flat").withProfile(false).write(folder));
    try (TextEncoder flatEncoder = TextEncoder.open(session, flat)) {
      assertThatThrownBy(() -> flatEncoder.users(List.of("red")))
          .hasMessage("encoder has no [user_adaptor.onnx]; open it from a bundle that has one");
    }
  }

  private void assertItems(TextEncoder tested, List<String> texts) {
    List<short[]> vectors = tested.items(texts);
    assertThat(vectors).hasSameSizeAs(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertClose(
          vectors.get(i), TinyFormula.itemVector(manifest, FIXTURE.words(), texts.get(i)), i);
    }
  }

  /** Within one step of half precision: sums in another order may round the other way. */
  private static void assertClose(short[] halves, short[] expectedHalves, int row) {
    float[] vector = Fp16.decode(halves);
    float[] expected = Fp16.decode(expectedHalves);
    for (int d = 0; d < vector.length; d++) {
      assertThat(vector[d])
          .as("seed %d row %d", SEED, row)
          .isCloseTo(expected[d], within(1e-5f + Math.ulp(expected[d]) * (1 << 13)));
    }
  }

  private List<String> texts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(40); word >= 0; word--) {
        text.append(FIXTURE.words().get(random.nextInt(FIXTURE.words().size()))).append(' ');
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
