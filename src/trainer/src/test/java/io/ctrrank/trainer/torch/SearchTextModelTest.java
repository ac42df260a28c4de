package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.metrics.Auc;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MSD with the text of the search, in a world where users click what fits it: of a fifth of the
 * searches nothing is known.
 */
final class SearchTextModelTest {
  private static final int WIDTH = 72;
  private static final int ITEMS = 64;
  private static final int TOPICS = 8;

  @TempDir private static Path folder;

  private static Dataset dataset;
  private static TrainingData data;
  private static TrainedModel model;
  private static OnnxRun ctr;

  @BeforeAll
  static void train() throws IOException, OrtException {
    dataset = Dataset.of(catalogue(), log(true));
    data = TrainingData.of(dataset, vectors());
    model = trained(data, with(Part.QUERY));
    model.exportGraphs(folder);
    ctr = new OnnxRun(Files.readAllBytes(folder.resolve(ModelManifest.CTR_GRAPH)));
  }

  @AfterAll
  static void close() throws OrtException {
    ctr.close();
    model.close();
  }

  @Test
  void train_clicksThatFollowTheQuery_areToldApartByItAlone() {
    try (TrainedModel without = trained(unread(), Architecture.MSD.parts())) {
      assertThat(auc(without, dataset.test())).isLessThan(0.65);
    }
    assertThat(auc(model, dataset.test())).isGreaterThan(0.8);
  }

  @Test
  void train_rowsWithoutText_areScoredAsSearchesWithoutOne() {
    ExampleSet rows = dataset.test();
    int[] unknown = IntStream.range(0, rows.size()).filter(row -> rows.query(row) < 0).toArray();

    float[] logits = model.logits(rows.select(unknown));

    assertThat(unknown).hasSizeGreaterThan(50);
    for (float logit : logits) {
      // Half of them are clicked, whatever was shown.
      assertThat(logit).isBetween(-2.5f, 2.5f);
    }
  }

  @Test
  void ctr_rowsWithAndWithoutText_haveTheLogitsOfTheTrainer() throws OrtException {
    ExampleSet rows = dataset.test();
    float[] expected = model.logits(rows);
    int known = 0;
    for (int row = 0; row < rows.size(); row += 7) {
      float[] actual = ctr.run(new Window(dataset, model, rows, row, 0).inputs());
      assertThat(actual[0]).as("row " + row).isCloseTo(expected[row], within(1e-5f));
      known += rows.query(row) < 0 ? 0 : 1;
    }
    assertThat(known).isBetween(10, rows.size() / 7);
  }

  @Test
  void ctr_window_scoresEachCandidateAsIfAlone() throws OrtException {
    Window user = searched();
    float[] logits = ctr.run(user.withCandidates(33).inputs());

    for (int i = 0; i < 33; i++) {
      float alone = ctr.run(user.withCandidate(i).inputs())[0];
      assertThat(logits[i]).isCloseTo(alone, within(1e-5f));
    }
  }

  @Test
  void ctr_unknownQuery_doesNotReadTheVector() throws OrtException {
    Window window = searched();
    float known = ctr.run(window.inputs())[0];
    window.queryKnown[0] = 0;
    float unknown = ctr.run(window.inputs())[0];
    Arrays.fill(window.queryVector, 17);

    assertThat(ctr.run(window.inputs())[0]).isEqualTo(unknown).isNotEqualTo(known);
  }

  @Test
  void searchVectors_textOfAnItem_isTheItemsVector() {
    List<String> texts = dataset.searchTexts();
    assertThat(model.searchVectors()).hasSize(TOPICS).hasSameSizeAs(texts);
    for (int i = 0; i < texts.size(); i++) {
      short[] vector = model.searchVectors().get(i);
      assertThat(Fp16.decode(vector))
          .hasSize(Window.D)
          .containsExactly(
              Fp16.decode(model.itemVectors().get(topic(texts.get(i)))), within(2e-3f));
    }
  }

  @Test
  void load_savedWeights_givesTheSameLogits(@TempDir Path target) throws IOException {
    Path weights = target.resolve("weights.bin");
    model.saveWeights(weights);

    try (TrainedModel loaded =
        new TorchTrainer().load(weights, Architecture.MSD, data, options(with(Part.QUERY)))) {
      assertThat(loaded.logits(dataset.test())).isEqualTo(model.logits(dataset.test()));
    }
  }

  @Test
  void ctr_modelWithoutThePart_hasNoSuchInputs(@TempDir Path target)
      throws IOException, OrtException {
    try (TrainedModel without = trained(unread(), Architecture.MSD.parts())) {
      without.exportGraphs(target);
      float[] expected = without.logits(dataset.test());
      try (OnnxRun run = new OnnxRun(Files.readAllBytes(target.resolve(ModelManifest.CTR_GRAPH)))) {
        Map<String, OnnxRun.Input> inputs =
            new Window(dataset, without, dataset.test(), 0, 0).inputs();
        assertThat(inputs).doesNotContainKey("query_vector");
        assertThat(run.run(inputs)[0]).isCloseTo(expected[0], within(1e-5f));
      }
    }
  }

  @Test
  void train_dataWithoutQueries_isRefused() {
    Dataset unasked = Dataset.of(catalogue(), log(false));
    TrainingData other = TrainingData.of(unasked, SyntheticData.vectors(unasked, 6));

    assertThatThrownBy(() -> trained(other, with(Part.QUERY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "part [query] was given with data that has no queries; expected impressions with a"
                + " [query]; leave the part out");
  }

  @Test
  void train_vectorsOfOtherQueries_areRefused() {
    assertThatThrownBy(() -> trained(unread(), with(Part.QUERY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model was given [0] vectors of queries; expected [");
    assertThatThrownBy(() -> trained(data, Architecture.MSD.parts()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("] vectors of queries; expected [0], one for each text");
  }

  @Test
  void requireFits_tunedEncoder_isRefused() {
    TrainingOptions tuned =
        options(with(Part.QUERY)).toBuilder().tuning(EncoderTuning.TOP_LORA).build();

    assertThatThrownBy(() -> Architecture.MSD.requireFits(tuned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "part [query] was given with encoder tuning [top-lora]; expected [frozen]");
  }

  @Test
  void variantName_query_isAModelOfItsOwn() {
    assertThat(VariantName.of(Architecture.MSD, options(with(Part.QUERY))))
        .isEqualTo("msd-with-query");
  }

  /** The window of a row whose search has a text. */
  private static Window searched() {
    ExampleSet rows = dataset.test();
    int row = IntStream.range(0, rows.size()).filter(r -> rows.query(r) >= 0).findFirst().orElse(0);
    return new Window(dataset, model, rows, row, 0);
  }

  /** The same data for a model that does not read its queries. */
  private static TrainingData unread() {
    return data.with(data.vectors().orElseThrow().withSearches(new float[0][]));
  }

  private static double auc(TrainedModel trained, ExampleSet rows) {
    float[] logits = trained.logits(rows);
    double[] scores = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    return Auc.of(scores, rows.clicks());
  }

  private static TrainedModel trained(TrainingData given, Set<Part> parts) {
    return new TorchTrainer()
        .train(Architecture.MSD, given, options(parts), TrainingListener.SILENT)
        .model();
  }

  private static TrainingOptions options(Set<Part> parts) {
    return new TorchTrainer()
        .defaults(Architecture.MSD).toBuilder()
            .batchSize(64)
            .learningRate(5e-3)
            .dropout(0)
            .maxEpochs(4)
            .parts(parts)
            .build();
  }

  private static Set<Part> with(Part part) {
    EnumSet<Part> parts = EnumSet.copyOf(Architecture.MSD.parts());
    parts.add(part);
    return parts;
  }

  private static Catalogue catalogue() {
    return new Catalogue(
        IntStream.range(0, ITEMS)
            .mapToObj(i -> new Item(String.valueOf(i), "item " + i, List.of("c" + i % 3), 1980, ""))
            .toList());
  }

  /** Forty users with fifty events each; items and topics of searches are drawn apart. */
  private static List<Impression> log(boolean queries) {
    Random random = new Random(5);
    List<Impression> log = new ArrayList<>();
    for (int user = 0; user < 40; user++) {
      for (int event = 0; event < 50; event++) {
        int item = random.nextInt(ITEMS);
        int asked = random.nextBoolean() ? item % TOPICS : random.nextInt(TOPICS);
        boolean known = random.nextInt(5) > 0;
        double likes = known ? item % TOPICS == asked ? 0.9 : 0.1 : 0.5;
        boolean click = random.nextDouble() < likes;
        log.add(
            new Impression(
                "u" + user,
                String.valueOf(item),
                event,
                click ? "click" : "skip",
                click,
                queries && known ? "topic " + asked : null));
      }
    }
    return log;
  }

  private static int topic(String text) {
    return Integer.parseInt(text.substring("topic ".length()));
  }

  /** Items of one topic lie close; a search for a topic has the vector of its first item. */
  private static TextVectors vectors() {
    Random random = new Random(6);
    float[][] topics = random(random, TOPICS, 1);
    float[][] items = random(random, ITEMS, 0.3);
    for (int i = 0; i < ITEMS; i++) {
      for (int k = 0; k < WIDTH; k++) {
        items[i][k] += topics[i % TOPICS][k];
      }
    }
    float[][] searches =
        dataset.searchTexts().stream().map(text -> items[topic(text)]).toArray(float[][]::new);
    return new TextVectors(WIDTH, items, random(random, dataset.profileTexts().size(), 1))
        .withSearches(searches);
  }

  private static float[][] random(Random random, int rows, double deviation) {
    float[][] vectors = new float[rows][WIDTH];
    for (float[] vector : vectors) {
      for (int k = 0; k < WIDTH; k++) {
        vector[k] = (float) (deviation * random.nextGaussian());
      }
    }
    return vectors;
  }
}
