package io.ctrrank.trainer.distillation;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.ItemKnowledge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The items of which the teacher told something, in parts: a student learns from the first, its
 * thresholds and its end are chosen on the second, and the third it never sees. An item's part
 * follows from its id alone, so it is the same in every run and with any amount of knowledge.
 *
 * @param train what the student learns from
 * @param validation what its thresholds are chosen on
 * @param test what its figures are told of
 */
public record KnowledgeSplit(List<Taught> train, List<Taught> validation, List<Taught> test) {
  private static final int VALIDATION_FROM = 80;
  private static final int TEST_FROM = 90;

  /**
   * An item and what the teacher told of it.
   *
   * @param item catalogue index
   * @param knowledge its phrases
   */
  public record Taught(int item, ItemKnowledge knowledge) {}

  public KnowledgeSplit {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    if (train.isEmpty() || validation.isEmpty() || test.isEmpty()) {
      throw new IllegalArgumentException(
          "knowledge has ["
              + train.size()
              + "] items to train, ["
              + validation.size()
              + "] to validate and ["
              + test.size()
              + "] to test; expected some in each part, so a hundred records or more");
    }
  }

  /**
   * Splits.
   *
   * @param catalogue all items
   * @param knowledge phrases by item id; items that the catalogue does not hold do not count
   */
  public static KnowledgeSplit of(Catalogue catalogue, Map<String, ItemKnowledge> knowledge) {
    List<Taught> train = new ArrayList<>();
    List<Taught> validation = new ArrayList<>();
    List<Taught> test = new ArrayList<>();
    for (int index = 0; index < catalogue.size(); index++) {
      String id = catalogue.item(index).id();
      ItemKnowledge own = knowledge.get(id);
      if (own != null) {
        int place = percent(id);
        List<Taught> part = place < VALIDATION_FROM ? train : place < TEST_FROM ? validation : test;
        part.add(new Taught(index, own));
      }
    }
    return new KnowledgeSplit(train, validation, test);
  }

  /** The same with a share of the training part, the first by another hash of the id. */
  public KnowledgeSplit withShare(double share, Catalogue catalogue) {
    return new KnowledgeSplit(
        train.stream()
            .filter(t -> percent("share " + catalogue.item(t.item()).id()) < 100 * share)
            .toList(),
        validation,
        test);
  }

  private static int percent(String id) {
    String hash = Sha256.of(("split " + id).getBytes(StandardCharsets.UTF_8));
    return Integer.parseInt(hash.substring(0, 6), 16) % 100;
  }
}
