package io.ctrrank.core.inference;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of one rescore window in model form, filled row by row. Not thread-safe.
 *
 * <p>A row that is never set is an item about which nothing is known: out-of-vocabulary id, no
 * categorical values, missing numbers, fallback vector.
 */
public final class CandidateBatch {
  private final FeatureSchema schema;
  private final int size;
  private final long[] itemRows;
  private final long[][] categorical;
  private final float[] numeric;
  private final short[] @Nullable [] vectors;

  /**
   * @param schema the model's schema
   * @param size number of candidates N, 0 or more
   */
  public CandidateBatch(FeatureSchema schema, int size) {
    this.schema = schema;
    this.size = size;
    this.itemRows = new long[size];
    Arrays.fill(itemRows, Vocabulary.OUT_OF_VOCABULARY);
    List<CategoricalFeature> features = schema.categorical();
    this.categorical = new long[features.size()][];
    for (int f = 0; f < categorical.length; f++) {
      categorical[f] = new long[size * features.get(f).maxValues()];
    }
    int columns = schema.numeric().size();
    this.numeric = new float[size * columns];
    for (int column = 0; column < columns; column++) {
      float missing = schema.numeric().get(column).standardize(Double.NaN);
      for (int row = 0; row < size; row++) {
        numeric[row * columns + column] = missing;
      }
    }
    this.vectors = new short[size][];
  }

  /** Sets the item's id. */
  public void setItem(int row, String itemId) {
    itemRows[row] = schema.itemIds().row(itemId);
  }

  /**
   * Adds one value of a categorical feature; values beyond the feature's most are left out.
   *
   * @param row candidate
   * @param feature index of the feature in the schema
   * @param position how many values of this feature the row has already
   * @param value the value
   */
  public void setCategorical(int row, int feature, int position, String value) {
    CategoricalFeature categoricalFeature = schema.categorical().get(feature);
    if (position < categoricalFeature.maxValues()) {
      categorical[feature][row * categoricalFeature.maxValues() + position] =
          categoricalFeature.vocabulary().row(value);
    }
  }

  /** Sets one numeric feature from its raw value; NaN counts as missing. */
  public void setNumeric(int row, int feature, double raw) {
    NumericFeature numericFeature = schema.numeric().get(feature);
    numeric[row * schema.numeric().size() + feature] = numericFeature.standardize(raw);
  }

  /** Sets the item's adapted vector, d components in half precision; null for the fallback. */
  public void setVector(int row, short @Nullable [] vector) {
    vectors[row] = vector;
  }

  /**
   * What is known of one row in model form, by name of the feature: vocabulary rows of the item and
   * of categorical features without padding, standardised numbers; {@code vector} has the adapted
   * vector as base64 of half-precision numbers, little-endian, and is left out for the fallback.
   */
  public Map<String, Object> features(int row) {
    Map<String, Object> features = new LinkedHashMap<>();
    features.put("id", itemRows[row]);
    for (int f = 0; f < categorical.length; f++) {
      int most = schema.categorical().get(f).maxValues();
      features.put(
          schema.categorical().get(f).name(),
          Arrays.stream(categorical[f], row * most, (row + 1) * most)
              .filter(value -> value != Vocabulary.PADDING)
              .boxed()
              .toList());
    }
    int columns = schema.numeric().size();
    for (int column = 0; column < columns; column++) {
      features.put(schema.numeric().get(column).name(), numeric[row * columns + column]);
    }
    short[] vector = vectors[row];
    if (vector != null) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asShortBuffer().put(vector);
      features.put("vector", Base64.getEncoder().encodeToString(bytes.array()));
    }
    return features;
  }

  /** The schema the batch was made with. */
  public FeatureSchema schema() {
    return schema;
  }

  /** Number of candidates N. */
  public int size() {
    return size;
  }

  /** Rows of the item-id vocabulary, {@code [N]}. */
  public long[] itemRows() {
    return itemRows;
  }

  /**
   * Vocabulary rows of one categorical feature, row-major {@code [N, maxValues]}; filled in place.
   */
  public long[] categorical(int feature) {
    return categorical[feature];
  }

  /** Standardised numbers, row-major {@code [N, D]}. */
  public float[] numeric() {
    return numeric;
  }

  /** The row's adapted vector in half precision, null when the fallback vector stands in. */
  public short @Nullable [] vector(int row) {
    return vectors[row];
  }
}
