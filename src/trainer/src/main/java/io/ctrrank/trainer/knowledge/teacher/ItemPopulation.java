package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.knowledge.Subject;
import io.ctrrank.trainer.knowledge.sampling.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The items of a catalogue. A teacher reads the text that the encoder reads, and counts are those
 * of the training part.
 */
public final class ItemPopulation {
  private ItemPopulation() {}

  /** All items of a data set with texts. */
  public static Population of(Dataset dataset) {
    Catalogue catalogue = dataset.catalogue();
    int[] impressions = new int[catalogue.size()];
    int[] clicks = new int[catalogue.size()];
    ExampleSet train = dataset.train();
    for (int row = 0; row < train.size(); row++) {
      impressions[train.item(row)]++;
      clicks[train.item(row)] += train.click(row) ? 1 : 0;
    }
    List<Unit> units = new ArrayList<>();
    Map<String, Subject> subjects = new HashMap<>();
    for (int index = 0; index < catalogue.size(); index++) {
      Item item = catalogue.item(index);
      String category = item.categories().isEmpty() ? "" : item.categories().getFirst();
      units.add(new Unit(item.id(), "", category, impressions[index], clicks[index]));
      subjects.put(
          item.id(),
          new Subject(item.id(), item.title(), category, dataset.itemTexts().get(index)));
    }
    return new Population(units, subjects);
  }
}
