package io.ctrrank.trainer.torch;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.ItemFields;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.network.EncoderTop;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.LayerWeights;
import io.ctrrank.trainer.network.Parameters;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A small world in which text matters: each item has a topic, its vector says which, and each user
 * likes half of the topics. Every second user likes the even ones.
 */
final class SyntheticData {
  static final int WIDTH = 72;

  private static final int ITEMS = 80;
  private static final int TOPICS = 8;

  private SyntheticData() {}

  /** The data set: so many users with 60 events each. */
  static Dataset dataset(long seed, int users) {
    return dataset(seed, users, ItemFields.FILMS);
  }

  /** The same of items with other fields. */
  static Dataset dataset(long seed, int users, ItemFields fields) {
    Random random = new Random(seed);
    List<Item> items =
        IntStream.range(0, ITEMS)
            .mapToObj(
                i ->
                    new Item(
                        String.valueOf(i),
                        "item " + i,
                        i % 5 == 0 ? List.of() : List.of("c" + i % 3, "d" + i % 2),
                        i % 7 == 0 ? Double.NaN : 1980 + i % 40,
                        (i % 2 == 0 ? "even" : "odd") + " topic " + i % TOPICS))
            .toList();
    List<Impression> impressions = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, ITEMS).boxed().toList());
      Collections.shuffle(order, random);
      for (int event = 0; event < 60; event++) {
        int item = order.get(event);
        impressions.add(impression(random, user, item, event));
      }
    }
    return Dataset.of(new Catalogue(items, fields), impressions);
  }

  private static Impression impression(Random random, int user, int item, int time) {
    boolean likes = item % TOPICS % 2 == user % 2;
    boolean click = random.nextDouble() < (likes ? 0.9 : 0.1);
    String strength = random.nextBoolean() ? "strong" : "weak";
    String type =
        click
            ? strength.equals("strong") ? "favorite" : "click"
            : strength.equals("strong") ? "dislike" : "skip";
    return new Impression("u" + user, String.valueOf(item), time, type, click);
  }

  /** Vectors of its texts: topics apart, items of one topic close. */
  static TextVectors vectors(Dataset dataset, long seed) {
    Random random = new Random(seed);
    float[][] topics = random(random, TOPICS, 1);
    float[][] items = random(random, dataset.catalogue().size(), 0.3);
    for (int i = 0; i < items.length; i++) {
      for (int k = 0; k < WIDTH; k++) {
        items[i][k] += topics[i % TOPICS][k];
      }
    }
    return new TextVectors(WIDTH, items, random(random, dataset.profileTexts().size(), 1));
  }

  /** Phrases that name the topics, for nearly all items. */
  static ItemPhrases phrases(Dataset dataset) {
    return ItemPhrases.of(dataset.catalogue(), knowledge());
  }

  private static Map<String, List<String>> knowledge() {
    Map<String, List<String>> knowledge = new HashMap<>();
    for (int i = 0; i < ITEMS; i++) {
      if (i % 9 != 0) {
        knowledge.put(String.valueOf(i), List.of("topic " + i % TOPICS, "shade " + i % 3));
      }
    }
    return knowledge;
  }

  /** What a family reads. */
  static TrainingData of(Architecture architecture, Dataset dataset) {
    TrainingData data =
        architecture.hasEncoder()
            ? TrainingData.of(dataset, vectors(dataset, 6))
            : architecture.readsPhrases()
                ? TrainingData.of(dataset, phrases(dataset))
                : TrainingData.of(dataset);
    return architecture.readsQueries() ? withQueries(architecture, data) : data;
  }

  private static TrainingData withQueries(Architecture architecture, TrainingData data) {
    QueryTexts queries = QueryTexts.of(data.dataset(), knowledge());
    TrainingData inputs = data.with(queries);
    if (architecture.trainsEncoder()) {
      return inputs.with(tokens(data.dataset(), queries));
    }
    return data.vectors()
        .map(v -> v.withQueries(random(new Random(7), queries.texts().size(), 1)))
        .map(inputs::with)
        .orElse(inputs);
  }

  /** Token states of texts of two to four tokens, the last of which is the vector of the topic. */
  private static TokenStates tokens(Dataset dataset, QueryTexts queries) {
    Random random = new Random(7);
    float[][] topics = random(random, TOPICS, 1);
    List<short[]> items = new ArrayList<>();
    for (int i = 0; i < dataset.catalogue().size(); i++) {
      items.add(states(random, 1 + i % 3, topics[i % TOPICS]));
    }
    List<short[]> texts = new ArrayList<>();
    for (String text : queries.texts()) {
      texts.add(states(random, 1, topics[Math.floorMod(text.hashCode(), TOPICS)]));
    }
    return new TokenStates(items, texts, SyntheticLayer.of(WIDTH, 2 * WIDTH, 4, 8));
  }

  /** What a model reads that tunes one layer of its encoder: vectors follow from the states. */
  static TrainingData tuned(Dataset dataset) {
    Random random = new Random(7);
    float[][] topics = random(random, TOPICS, 1);
    List<short[]> items = new ArrayList<>();
    for (int i = 0; i < dataset.catalogue().size(); i++) {
      items.add(states(random, 1 + i % 3, topics[i % TOPICS]));
    }
    List<short[]> profiles = new ArrayList<>();
    for (int i = 0; i < dataset.profileTexts().size(); i++) {
      profiles.add(states(random, 1 + i % 2, topics[i % TOPICS]));
    }
    LayerWeights layer = SyntheticLayer.of(WIDTH, 2 * WIDTH, 4, 8);
    EncoderStates states = new EncoderStates(items, profiles, List.of(layer));
    return TrainingData.of(
            dataset, new TextVectors(WIDTH, pooled(items, layer), pooled(profiles, layer)))
        .with(states);
  }

  /** Means of what a layer makes of states, row by row. */
  static float[][] pooled(List<short[]> texts, LayerWeights layer) {
    Parameters parameters = new Parameters(1);
    EncoderTop top = new EncoderTop(parameters, List.of(layer), LayerTuning.FULL, 0);
    float[][] pooled = new float[texts.size()][WIDTH];
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list());
        StateTable table = StateTable.of(texts, WIDTH)) {
      TorchOps ops = TorchOps.evaluation(weights);
      for (int i = 0; i < pooled.length; i++) {
        StateTable.Padded one = table.of(new int[] {i});
        Tensor states = top.states(ops, one.states(), one.mask());
        EncoderTop.pooled(ops, states, one.mask()).contiguous().data_ptr_float().get(pooled[i]);
      }
    }
    return pooled;
  }

  private static short[] states(Random random, int noise, float[] last) {
    float[] states = new float[(noise + 1) * WIDTH];
    for (int k = 0; k < noise * WIDTH; k++) {
      states[k] = (float) random.nextGaussian();
    }
    System.arraycopy(last, 0, states, noise * WIDTH, WIDTH);
    return Fp16.encode(states);
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
