package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.TinyFormula;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CtrScorerTest {
  private static final long SEED = 20261122;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private OnnxEngine engine;
  private Bundle bundle;
  private CtrScorer scorer;

  @BeforeEach
  void open() throws Exception {
    engine = OnnxEngine.create(Device.CPU);
    bundle = Bundle.open(BundleFixtures.msd("tiny-msd").write(folder));
    scorer = CtrScorer.open(engine, bundle, 2);
  }

  @AfterEach
  void close() {
    scorer.close();
    engine.close();
  }

  @Test
  void logits_windowsOfChangingSize_areTheFormula() throws Exception {
    // Growing and shrinking: what an earlier window left in the buffers must not show.
    for (int size : new int[] {3, 200, 1, 57, 200, 4, 1_000, 2}) {
      CandidateBatch candidates = candidates(bundle.manifest(), size);
      UserContext user = user(bundle.manifest(), random.nextInt(51));
      assertFormula(scorer, bundle.manifest(), user, candidates);
    }
  }

  @Test
  void logits_everyKindOfUser_areTheFormula() {
    ModelManifest manifest = bundle.manifest();
    CandidateBatch candidates = candidates(manifest, 20);
    UserContext full = user(manifest, 50);
    List<HistoryItem> withoutVectors =
        full.history().stream()
            .map(event -> new HistoryItem(event.item(), event.itemRow(), event.type(), null))
            .toList();
    for (UserContext user :
        List.of(
            UserContext.anonymous(),
            new UserContext(List.of(), vector()),
            new UserContext(full.history().subList(0, 1), null),
            new UserContext(withoutVectors, vector()),
            full)) {
      assertFormula(scorer, manifest, user, candidates);
    }
  }

  @Test
  void logits_modelsWithoutSomeInputs_areTheFormula() throws Exception {
    for (BundleFixtures fixture :
        List.of(
            BundleFixtures.din("tiny-din"),
            BundleFixtures.msd("flat").withProfile(false),
            BundleFixtures.msd("asked").withQuery(true),
            BundleFixtures.msd("asked-flat").withProfile(false).withQuery(true))) {
      Bundle other = Bundle.open(fixture.write(folder));
      try (CtrScorer otherScorer = CtrScorer.open(engine, other, 1)) {
        assertFormula(
            otherScorer,
            other.manifest(),
            user(other.manifest(), 7),
            candidates(other.manifest(), 30));
      }
    }
  }

  @Test
  void logits_searchWithAndWithoutText_areTheFormula() throws Exception {
    Bundle other = Bundle.open(BundleFixtures.msd("texts").withQuery(true).write(folder));
    CandidateBatch candidates = candidates(other.manifest(), 30);
    short[] text = vector();
    try (CtrScorer otherScorer = CtrScorer.open(engine, other, 1)) {
      // The text of one search must not stay in the buffers of the next.
      for (short[] query : Arrays.asList(text, null, vector(), null)) {
        UserContext user = new UserContext(List.of(), null, query);
        assertFormula(otherScorer, other.manifest(), user, candidates);
      }
      assertThat(otherScorer.logits(new UserContext(List.of(), null, text), candidates))
          .isNotEqualTo(otherScorer.logits(UserContext.anonymous(), candidates));
    }
  }

  @Test
  void logits_window_equalsRowsOneByOne() {
    ModelManifest manifest = bundle.manifest();
    UserContext user = user(manifest, 30);
    CandidateBatch window = new CandidateBatch(manifest.schema(), 40);
    List<CandidateBatch> rows = new ArrayList<>();
    for (int i = 0; i < window.size(); i++) {
      CandidateBatch row = new CandidateBatch(manifest.schema(), 1);
      String item = "i" + random.nextInt(25);
      double year = 1990 + random.nextInt(30);
      short[] vector = random.nextBoolean() ? vector() : null;
      fill(window, i, item, year, vector);
      fill(row, 0, item, year, vector);
      rows.add(row);
    }
    float[] logits = scorer.logits(user, window);
    for (int i = 0; i < logits.length; i++) {
      assertThat(scorer.logits(user, rows.get(i))[0])
          .as("seed %d row %d", SEED, i)
          .isCloseTo(logits[i], within(1e-6f));
    }
  }

  @Test
  void logits_noCandidates_isEmpty() {
    assertThat(scorer.logits(UserContext.anonymous(), candidates(bundle.manifest(), 0))).isEmpty();
  }

  @Test
  void logits_manyThreads_eachGetTheirOwn() throws Exception {
    ModelManifest manifest = bundle.manifest();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        UserContext user = user(manifest, random.nextInt(51));
        CandidateBatch candidates = candidates(manifest, 1 + random.nextInt(120));
        runs.add(threads.submit(() -> assertFormula(scorer, manifest, user, candidates)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }

  @Test
  void logits_historyLongerThanTheModelReads_isRefused() {
    assertThatThrownBy(
            () -> scorer.logits(user(bundle.manifest(), 51), candidates(bundle.manifest(), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "history has [51] events; model [tiny-msd] reads at most [50]; cut it to the newest");
  }

  @Test
  void logits_unknownEventType_isRefused() {
    UserContext user = new UserContext(List.of(new HistoryItem("i1", 2, 3, null)), null);
    assertThatThrownBy(() -> scorer.logits(user, candidates(bundle.manifest(), 1)))
        .hasMessage(
            "history event of item [i1] has type number [3]; model [tiny-msd] knows [1] to [2]");
  }

  @Test
  void logits_vectorOfAnotherWidth_isRefusedAndTheScorerGoesOn() {
    CandidateBatch candidates = candidates(bundle.manifest(), 2);
    candidates.setVector(1, new short[9]);
    assertThatThrownBy(() -> scorer.logits(UserContext.anonymous(), candidates))
        .hasMessage("vector has [9] components; expected [8], the model's dimension");
    assertFormula(
        scorer, bundle.manifest(), UserContext.anonymous(), candidates(bundle.manifest(), 3));
  }

  @Test
  void logits_oneNotFinite_leavesTheOthersAsTheyAre() {
    CandidateBatch candidates = candidates(bundle.manifest(), 3);
    UserContext user = user(bundle.manifest(), 5);
    float[] sound = scorer.logits(user, candidates);
    candidates.setVector(1, infinite());

    float[] logits = scorer.logits(user, candidates);

    assertThat(Float.isFinite(logits[1])).isFalse();
    assertThat(new float[] {logits[0], logits[2]}).containsExactly(sound[0], sound[2]);
  }

  @Test
  void logits_noneFinite_isAnErrorAndTheScorerGoesOn() {
    CandidateBatch candidates = candidates(bundle.manifest(), 2);
    candidates.setVector(0, infinite());
    candidates.setVector(1, infinite());

    assertThatThrownBy(() -> scorer.logits(user(bundle.manifest(), 5), candidates))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("model [tiny-msd] gives logit [")
        .hasMessageContaining("candidate [0]");
    assertThat(scorer.logits(user(bundle.manifest(), 5), candidates(bundle.manifest(), 3)))
        .hasSize(3);
  }

  private short[] infinite() {
    short[] infinite = new short[bundle.manifest().embedding().orElseThrow().dimension()];
    Arrays.fill(infinite, Float.floatToFloat16(Float.POSITIVE_INFINITY));
    return infinite;
  }

  @Test
  void turn_everyPermitTaken_isEmptyAfterTheWait() throws Exception {
    CandidateBatch large = candidates(bundle.manifest(), 5_000);
    UserContext user = user(bundle.manifest(), 50);
    AtomicBoolean enough = new AtomicBoolean();
    try (CtrScorer one = CtrScorer.open(engine, bundle, 1);
        ExecutorService busy = Executors.newFixedThreadPool(1)) {
      Future<?> loop =
          busy.submit(
              () -> {
                while (!enough.get()) {
                  one.logits(user, large);
                }
              });
      boolean refused = false;
      for (int i = 0; i < 100_000 && !refused; i++) {
        Optional<CtrScorer.Turn> turn = one.turn(Duration.ZERO);
        refused = turn.isEmpty();
        turn.ifPresent(CtrScorer.Turn::close);
      }
      assertThat(refused).isTrue();
      enough.set(true);
      try (CtrScorer.Turn turn = one.turn(Duration.ofSeconds(30)).orElseThrow()) {
        assertThat(turn.logits(user, large)).hasSize(5_000);
      }
      loop.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void logits_batchOfAnotherSchema_isRefused() throws Exception {
    FeatureSchema schema = bundle.manifest().schema();
    FeatureSchema other =
        new FeatureSchema(
            schema.itemIdField(),
            schema.itemIds(),
            List.of(),
            schema.numeric(),
            schema.itemText(),
            schema.history(),
            schema.profile());
    assertThatThrownBy(() -> scorer.logits(UserContext.anonymous(), new CandidateBatch(other, 1)))
        .hasMessage("candidates were made with another schema than that of model [tiny-msd]");
  }

  @Test
  void logits_afterClose_isRefused() {
    scorer.close();
    scorer.close();
    assertThatThrownBy(
            () -> scorer.logits(UserContext.anonymous(), candidates(bundle.manifest(), 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model [tiny-msd] is closed; load it again");
  }

  @Test
  void close_runsInFlight_finishFirst() throws Exception {
    ModelManifest manifest = bundle.manifest();
    UserContext user = user(manifest, 50);
    CandidateBatch candidates = candidates(manifest, 400);
    AtomicBoolean wrong = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(
            () -> {
              try {
                while (true) {
                  assertFormula(scorer, manifest, user, candidates);
                }
              } catch (IllegalStateException closed) {
                // The only way out.
              } catch (Throwable e) {
                wrong.set(true);
              }
            });
      }
      TimeUnit.MILLISECONDS.sleep(100);
      scorer.close();
    }
    assertThat(wrong).isFalse();
  }

  private static void assertFormula(
      CtrScorer scorer, ModelManifest manifest, UserContext user, CandidateBatch candidates) {
    float[] expected = TinyFormula.logits(manifest, user, candidates);
    float[] logits = scorer.logits(user, candidates);
    assertThat(logits).hasSize(expected.length);
    for (int i = 0; i < logits.length; i++) {
      assertThat(logits[i]).as("seed %d row %d", SEED, i).isCloseTo(expected[i], within(2e-5f));
    }
  }

  private CandidateBatch candidates(ModelManifest manifest, int size) {
    CandidateBatch candidates = new CandidateBatch(manifest.schema(), size);
    for (int i = 0; i < size; i++) {
      short[] vector = manifest.embedding().isPresent() && random.nextInt(4) > 0 ? vector() : null;
      fill(candidates, i, "i" + random.nextInt(25), 1990 + random.nextInt(30), vector);
    }
    return candidates;
  }

  private static void fill(
      CandidateBatch candidates, int row, String item, double year, short @Nullable [] vector) {
    candidates.setItem(row, item);
    candidates.setNumeric(row, 0, year);
    candidates.setCategorical(row, 0, 0, year % 2 == 0 ? "hats" : "unknown");
    if (year % 3 == 0) {
      candidates.setCategorical(row, 0, 1, "shoes");
    }
    candidates.setVector(row, vector);
  }

  private UserContext user(ModelManifest manifest, int length) {
    List<HistoryItem> history = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      String item = "i" + random.nextInt(30);
      short[] vector = manifest.embedding().isPresent() && random.nextInt(4) > 0 ? vector() : null;
      history.add(
          new HistoryItem(
              item, manifest.schema().itemIds().row(item), 1 + random.nextInt(2), vector));
    }
    boolean profile = manifest.schema().profile().isPresent() && random.nextBoolean();
    boolean query = manifest.schema().query() && random.nextBoolean();
    return new UserContext(history, profile ? vector() : null, query ? vector() : null);
  }

  private short[] vector() {
    float[] vector = new float[8];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Fp16.encode(vector);
  }
}
