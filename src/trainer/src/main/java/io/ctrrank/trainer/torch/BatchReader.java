package io.ctrrank.trainer.torch;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.QueryTexts;
import java.util.Optional;

/** Puts rows of an example set into batches. Not thread-safe: it keeps buffers. */
final class BatchReader {
  private final ExampleSet rows;
  private final ModelForm form;
  private final int minLength;
  private final int tableRows;
  private final Optional<Perturbation> perturbation;
  private final int[] items;
  private final int[] types;

  private BatchReader(ExampleSet rows, ModelForm form, Optional<Perturbation> perturbation) {
    this.rows = rows;
    this.form = form;
    this.tableRows = form.schema().itemIds().rows();
    HistorySchema history = form.schema().history();
    this.minLength = history.minLength();
    this.perturbation = perturbation;
    this.items = new int[history.maxLength()];
    this.types = new int[history.maxLength()];
  }

  /** Reads rows as they are served. */
  static BatchReader evaluation(ExampleSet rows, ModelForm form) {
    return new BatchReader(rows, form, Optional.empty());
  }

  /** Reads rows as they are trained on. */
  static BatchReader training(ExampleSet rows, ModelForm form, Perturbation perturbation) {
    return new BatchReader(rows, form, Optional.of(perturbation));
  }

  /**
   * Reads one batch.
   *
   * @param order row numbers
   * @param from first position in {@code order}
   * @param to first position not read
   * @param epoch counts from 0; perturbations differ from epoch to epoch
   */
  Batch read(int[] order, int from, int to, int epoch) {
    int length = minLength;
    for (int i = from; i < to; i++) {
      length = Math.max(length, rows.historyLength(order[i]));
    }
    Batch batch = new Batch(to - from, length, perturbation.isPresent());
    for (int i = 0; i < batch.size(); i++) {
      int row = order[from + i];
      fill(batch, i, row);
      if (perturbation.isPresent()) {
        perturbation.get().apply(batch, i, row, epoch);
        countRows(batch, i, rows.impression(row).user());
      }
    }
    return batch;
  }

  private void countRows(Batch batch, int i, String user) {
    long table = (long) CountTables.fold(user) * tableRows;
    batch.itemCountRows()[i] = table + batch.itemRows()[i];
    for (int at = i * batch.length(); at < (i + 1) * batch.length(); at++) {
      batch.historyCountRows()[at] = table + batch.historyRows()[at];
    }
  }

  private void fill(Batch batch, int i, int row) {
    int item = rows.item(row);
    batch.items()[i] = item;
    batch.itemRows()[i] = form.vocabularyRows()[item];
    batch.labels()[i] = rows.click(row) ? 1 : 0;
    int profile = rows.profile(row);
    if (profile >= 0) {
      batch.profiles()[i] = profile;
      batch.profileKnown()[i] = 1;
    }
    int search = form.schema().query() ? rows.query(row) : -1;
    if (search >= 0) {
      batch.searches()[i] = search;
      batch.searchKnown()[i] = 1;
    }
    form.queries().ifPresent(queries -> fillQueries(batch, i, row, queries));
    rows.history(row, items, types, 0);
    for (int position = 0; position < rows.historyLength(row); position++) {
      int at = i * batch.length() + position;
      batch.historyItems()[at] = items[position];
      batch.historyRows()[at] = form.vocabularyRows()[items[position]];
      batch.historyTypes()[at] = types[position];
      batch.historyMask()[at] = 1;
    }
  }

  private void fillQueries(Batch batch, int i, int row, QueryTexts queries) {
    batch.queries()[i] = queries.query(rows, row);
    queries.history(rows, row, batch.historyQueries(), i * batch.length());
  }
}
