package io.ctrrank.live.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.ExampleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * @param csv {@code parity.csv} with columns {@code user}, {@code item}, {@code timestamp} and
   *     {@code pctr}, others are not read
   * @param test test part of the data set
   * @throws IOException if a column is missing or a row is not of the data set
   */
  public static ParityRows read(Path csv, ExampleSet test) throws IOException {
    Map<Key, Integer> rows = HashMap.newHashMap(test.size());
    for (int row = 0; row < test.size(); row++) {
      Impression impression = test.impression(row);
      rows.put(new Key(impression.user(), impression.item(), impression.timestamp()), row);
    }
    List<String> lines = Files.readAllLines(csv, UTF_8);
    List<String> header = List.of(lines.get(0).split(",", -1));
    int user = column(csv, header, "user");
    int item = column(csv, header, "item");
    int timestamp = column(csv, header, "timestamp");
    int pCtr = column(csv, header, "pctr");
    int[] selected = new int[lines.size() - 1];
    double[] offline = new double[selected.length];
    for (int i = 0; i < selected.length; i++) {
      String[] cells = lines.get(i + 1).split(",", -1);
      Key key = new Key(cells[user], cells[item], Long.parseLong(cells[timestamp]));
      Integer row = rows.get(key);
      if (row == null) {
        throw new IOException(
            "file ["
                + csv
                + "], line ["
                + (i + 2)
                + "] has impression "
                + key
                + ", which is not in the test part; export the model again");
      }
      selected[i] = row;
      offline[i] = Double.parseDouble(cells[pCtr]);
    }
    return new ParityRows(test.select(selected), offline);
  }

  /** Rows spread evenly over all, so that they are of many users. */
  public ParityRows sample(int count) {
    int[] chosen =
        IntStream.range(0, Math.min(count, pCtr.length))
            .map(i -> (int) ((long) i * pCtr.length / Math.min(count, pCtr.length)))
            .toArray();
    return new ParityRows(
        impressions.select(chosen), Arrays.stream(chosen).mapToDouble(i -> pCtr[i]).toArray());
  }

  private static int column(Path csv, List<String> header, String name) throws IOException {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IOException(
          "file [" + csv + "] has columns " + header + "; expected a column [" + name + "]");
    }
    return column;
  }
}
