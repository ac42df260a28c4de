package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.Fp16;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random inputs that fit a model's schema. */
public final class SampleInputs {
  private static final float SCALE = 0.3f;

  private SampleInputs() {}

  /** A window of random known items. */
  public static CandidateBatch candidates(ModelManifest manifest, int size, Random random) {
    FeatureSchema schema = manifest.schema();
    CandidateBatch batch = new CandidateBatch(schema, size);
    for (int row = 0; row < size; row++) {
      batch.setItem(row, pick(schema.itemIds().values(), random));
      for (int f = 0; f < schema.categorical().size(); f++) {
        batch.setCategorical(
            row, f, 0, pick(schema.categorical().get(f).vocabulary().values(), random));
      }
      for (int f = 0; f < schema.numeric().size(); f++) {
        batch.setNumeric(row, f, schema.numeric().get(f).missing());
      }
      if (manifest.embedding().isPresent()) {
        batch.setVector(row, vector(manifest.embedding().get(), random));
      }
    }
    return batch;
  }

  /** One row of a batch as a batch of its own. */
  static CandidateBatch row(ModelManifest manifest, CandidateBatch batch, int row) {
    FeatureSchema schema = manifest.schema();
    CandidateBatch single = new CandidateBatch(schema, 1);
    single.itemRows()[0] = batch.itemRows()[row];
    for (int f = 0; f < schema.categorical().size(); f++) {
      int width = schema.categorical().get(f).maxValues();
      System.arraycopy(batch.categorical(f), row * width, single.categorical(f), 0, width);
    }
    int columns = schema.numeric().size();
    System.arraycopy(batch.numeric(), row * columns, single.numeric(), 0, columns);
    single.setVector(0, batch.vector(row));
    return single;
  }

  /** A user with random events. */
  public static UserContext user(ModelManifest manifest, int length, Random random) {
    FeatureSchema schema = manifest.schema();
    List<HistoryItem> history = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      String item = pick(schema.itemIds().values(), random);
      history.add(
          new HistoryItem(
              item,
              schema.itemIds().row(item),
              1 + random.nextInt(schema.history().types().size()),
              manifest.embedding().map(embedding -> vector(embedding, random)).orElse(null)));
    }
    short[] profile =
        schema.profile().isPresent() ? vector(manifest.embedding().orElseThrow(), random) : null;
    return new UserContext(history, profile);
  }

  private static short[] vector(EmbeddingManifest embedding, Random random) {
    float[] vector = new float[embedding.dimension()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = SCALE * (float) random.nextGaussian();
    }
    return Fp16.encode(vector);
  }

  private static String pick(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
