package io.ctrrank.trainer.clicklog;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.EventTypes;
import io.ctrrank.trainer.data.ItemFields;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Reads a folder with an application's own log: {@value FieldsFile#NAME}, {@value #ITEMS} and
 * {@value #IMPRESSIONS} (docs/training.md). Times are milliseconds since the epoch.
 */
public final class ClickLog {
  /** Documents of the index, one a line. */
  public static final String ITEMS = "items.ndjson";

  /** Impressions, one a line. */
  public static final String IMPRESSIONS = "impressions.ndjson";

  private static final EventTypes TYPES =
      new EventTypes(List.of(BehaviorEvent.SKIP, BehaviorEvent.CLICK), Set.of(BehaviorEvent.CLICK));

  private ClickLog() {}

  /**
   * Reads everything.
   *
   * @param tolerance how many malformed lines of a file are left out
   * @param listener hears of progress and malformed lines
   * @throws DataException if a file is missing, cannot be read or has too many malformed lines, or
   *     if there is too little to train and validate on
   */
  public static Dataset read(Path folder, Tolerance tolerance, ReadListener listener)
      throws DataException {
    ItemFields fields = FieldsFile.read(folder.resolve(FieldsFile.NAME));
    Catalogue catalogue = ItemsReader.read(folder.resolve(ITEMS), fields, tolerance, listener);
    Path impressions = folder.resolve(IMPRESSIONS);
    List<Impression> rows = ImpressionsReader.read(impressions, catalogue, tolerance, listener);
    try {
      Dataset dataset = Dataset.of(catalogue, rows, TYPES);
      requireBoth("validation", dataset.split().validation());
      requireBoth("test", dataset.split().test());
      return dataset;
    } catch (IllegalArgumentException e) {
      throw DataException.inFile(impressions, String.valueOf(e.getMessage()), e);
    }
  }

  /** Users of a single search are all in the training part: nothing of theirs can be cut off. */
  private static void requireBoth(String part, List<Impression> rows) {
    long clicks = rows.stream().filter(Impression::click).count();
    if (clicks == 0 || clicks == rows.size()) {
      throw new IllegalArgumentException(
          part
              + " part has ["
              + rows.size()
              + "] impressions and ["
              + clicks
              + "] clicks; expected both clicks and non-clicks to measure with; collect more, of"
              + " users with several searches each");
    }
  }
}
