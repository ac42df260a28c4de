package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.dataset.Split;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One data set in model form: catalogue, feature schema, split, and the rows of each part with
 * their histories. Depends only on catalogue and impressions, not on the order of the latter.
 * Immutable, except that {@link #items()} hands out arrays that must not be changed.
 */
public final class Dataset {
  /** Events in the history of an impression when nobody says otherwise. */
  public static final int HISTORY_LENGTH = 50;

  private final Catalogue catalogue;
  private final EventTypes types;
  private final FeatureSchema schema;
  private final Split split;
  private final double baseRate;
  private final CandidateBatch items;
  private final List<String> itemTexts;
  private final List<String> profileTexts;
  private final List<String> searchTexts;
  private final EventBlocks blocks;
  private final ExampleSet train;
  private final ExampleSet validation;
  private final ExampleSet test;

  /** Computed at first use: it takes as long as reading half the data. */
  private volatile @Nullable String digest;

  private Dataset(
      Catalogue catalogue, List<Impression> impressions, EventTypes types, int historyLength) {
    this.catalogue = catalogue;
    this.types = types;
    this.split = Split.perUserInTime(impressions);
    this.baseRate = clickRate(split.train());
    this.schema = ItemFeatures.fit(catalogue, split.train(), types, historyLength);
    this.items = ItemFeatures.modelForm(catalogue, schema);
    this.itemTexts = itemTexts(schema);
    ExampleBuilder builder = new ExampleBuilder(catalogue, schema.history(), impressions);
    this.train = builder.rows(split.train());
    this.validation = builder.rows(split.validation());
    this.test = builder.rows(split.test());
    this.blocks = builder.blocks();
    this.profileTexts = List.copyOf(builder.profileTexts());
    this.searchTexts = List.copyOf(builder.searchTexts());
  }

  /**
   * Builds the data set of a log whose event types are those of MovieLens ratings ({@code dislike},
   * {@code skip}, {@code click}, {@code favorite}; the last two are clicks).
   *
   * @param catalogue all items
   * @param impressions all impressions, of items in the catalogue
   * @throws IllegalArgumentException as for other event types
   */
  public static Dataset of(Catalogue catalogue, List<Impression> impressions) {
    return of(catalogue, impressions, RatingEvents.TYPES);
  }

  /**
   * Builds the data set.
   *
   * @param catalogue all items
   * @param impressions all impressions, of items in the catalogue
   * @param types the event types that impressions may have
   * @throws IllegalArgumentException if an item or a type is unknown, if a label is not that of the
   *     type, or if the training part lacks clicks or lacks non-clicks
   */
  public static Dataset of(Catalogue catalogue, List<Impression> impressions, EventTypes types) {
    for (Impression impression : impressions) {
      if (catalogue.indexOf(impression.item()) < 0) {
        throw new IllegalArgumentException(
            "impression of item ["
                + impression.item()
                + "], which is not in the catalogue; expected a known item; add it to the"
                + " catalogue or leave the impression out");
      }
      types.require(impression);
    }
    return new Dataset(catalogue, impressions, types, HISTORY_LENGTH);
  }

  /**
   * The same data with longer or shorter histories.
   *
   * @param length newest events that the history of an impression holds, at least 5
   * @throws IllegalArgumentException if there are too few
   */
  public Dataset withHistory(int length) {
    if (length == schema.history().maxLength()) {
      return this;
    }
    List<Impression> impressions = new ArrayList<>(split.train());
    impressions.addAll(split.validation());
    impressions.addAll(split.test());
    return new Dataset(catalogue, impressions, types, length);
  }

  private static double clickRate(List<Impression> train) {
    long clicks = train.stream().filter(Impression::click).count();
    if (clicks == 0 || clicks == train.size()) {
      throw new IllegalArgumentException(
          "training part has ["
              + train.size()
              + "] impressions and ["
              + clicks
              + "] clicks; expected both clicks and non-clicks to learn from; use more data");
    }
    return (double) clicks / train.size();
  }

  /**
   * Refuses data of which a model cannot be measured, before one is trained.
   *
   * @param name the data in messages
   * @throws DataException if the validation or the test part lacks clicks or lacks non-clicks
   */
  public void requireMeasurable(String name) throws DataException {
    requireBoth(name, "validation", split.validation());
    requireBoth(name, "test", split.test());
  }

  private static void requireBoth(String name, String part, List<Impression> rows)
      throws DataException {
    long clicks = rows.stream().filter(Impression::click).count();
    if (clicks == 0 || clicks == rows.size()) {
      throw new DataException(
          "data ["
              + name
              + "]: "
              + part
              + " part has ["
              + rows.size()
              + "] impressions and ["
              + clicks
              + "] clicks; expected both clicks and non-clicks, to stop training, calibrate and"
              + " measure by; use data with more impressions of each user: the last ones of a user are"
              + " this part");
    }
  }

  /**
   * SHA-256 over catalogue, impressions and the length of histories, whatever the order of the
   * first two was: equal digests mean equal data, so a model trained on one can be evaluated on the
   * other.
   */
  public String digest() {
    String known = digest;
    if (known == null) {
      known = DatasetDigest.of(catalogue, split, schema.history().maxLength());
      digest = known;
    }
    return known;
  }

  /** All items. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /**
   * The full schema, with item text and profile; vocabularies and scales are of the training part.
   */
  public FeatureSchema schema() {
    return schema;
  }

  /** The impressions of the three parts. */
  public Split split() {
    return split;
  }

  /** Click rate of the training part, between 0 and 1 exclusive. */
  public double baseRate() {
    return baseRate;
  }

  /**
   * The whole catalogue in model form, rows by catalogue index, vectors unset. Not to be changed.
   */
  public CandidateBatch items() {
    return items;
  }

  /** The text of each item as the encoder reads it, by catalogue index. */
  public List<String> itemTexts() {
    return itemTexts;
  }

  /**
   * The text of each item as a model with another schema reads it, by catalogue index.
   *
   * @throws IllegalArgumentException if the schema has no item text
   */
  public List<String> itemTexts(FeatureSchema other) {
    TextTemplate template =
        other
            .itemText()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "feature schema has no item text; expected one with an encoder"));
    return catalogue.items().stream()
        .map(item -> ItemFeatures.text(item, catalogue.fields(), template))
        .toList();
  }

  /** The distinct profile texts of all rows. */
  public List<String> profileTexts() {
    return profileTexts;
  }

  /**
   * The distinct texts of searches that rows were shown for; empty for data without any. These are
   * what users asked, not what stands in for it ({@link QueryTexts}).
   */
  public List<String> searchTexts() {
    return searchTexts;
  }

  /** What was known of each user at the start of each of the user's blocks of events. */
  public EventBlocks blocks() {
    return blocks;
  }

  /** Rows to train on. */
  public ExampleSet train() {
    return train;
  }

  /** Rows for early stopping and calibration. */
  public ExampleSet validation() {
    return validation;
  }

  /** Rows for the figures that are told. */
  public ExampleSet test() {
    return test;
  }
}
