package io.ctrrank.live.demo;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ParityFile;
import io.ctrrank.trainer.data.ParityRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Test impressions with the pCTRs that the trainer wrote down when it exported a model.
 *
 * @param impressions the rows
 * @param pCtr the trainer's calibrated pCTR of each
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared and dropped
public record ParityRows(ExampleSet impressions, double[] pCtr) {

  /** The same impression in the file and in the data set. */
  private record Key(String user, String item, long timestamp) {}

  /**
   * Reads the rows of a model.
   *
   * @param bundle the bundle's folder in the checkout
   * @param test test part of the data set
   * @throws DataException if the file is not one of the trainer's
   * @throws IOException if a row is not of the data set
   */
  public static ParityRows read(Path bundle, ExampleSet test) throws IOException, DataException {
    Map<Key, Integer> rows = HashMap.newHashMap(test.size());
    for (int row = 0; row < test.size(); row++) {
      Impression impression = test.impression(row);
      rows.put(new Key(impression.user(), impression.item(), impression.timestamp()), row);
    }
    List<ParityRow> written = ParityFile.read(bundle.resolve(ParityFile.PATH));
    int[] selected = new int[written.size()];
    for (int i = 0; i < selected.length; i++) {
      ParityRow row = written.get(i);
      Integer found = rows.get(new Key(row.user(), row.item(), row.timestamp()));
      if (found == null) {
        throw new IOException(
            "parity rows of ["
                + bundle
                + "] hold "
                + row
                + ", which is not in the test part; export the model again");
      }
      selected[i] = found;
    }
    return new ParityRows(
        test.select(selected), written.stream().mapToDouble(ParityRow::pCtr).toArray());
  }

  /** The rows of the first {@code count} users. */
  public ParityRows ofFirstUsers(int count) {
    Set<String> users =
        Arrays.stream(impressions.users()).distinct().limit(count).collect(Collectors.toSet());
    int[] chosen =
        IntStream.range(0, pCtr.length)
            .filter(row -> users.contains(impressions.impression(row).user()))
            .toArray();
    return new ParityRows(
        impressions.select(chosen), Arrays.stream(chosen).mapToDouble(row -> pCtr[row]).toArray());
  }
}
