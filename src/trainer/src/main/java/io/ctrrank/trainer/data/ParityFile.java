package io.ctrrank.trainer.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Test impressions with the trainer's pCTR, beside a bundle in {@code parity/parity.csv}: whoever
 * serves the bundle can score the same rows and must get the same numbers. CSV with the header
 * {@code user,item,timestamp,click,pctr}; click is 0 or 1.
 */
public final class ParityFile {
  /** Where the file stands, relative to the bundle's folder. */
  public static final String PATH = "parity/parity.csv";

  private static final List<String> HEADER = List.of("user", "item", "timestamp", "click", "pctr");

  private ParityFile() {}

  /** Writes the rows; the folder must be there. */
  public static void write(Path file, List<ParityRow> rows) throws IOException {
    try (CsvWriter csv =
        CsvWriter.builder().build(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      csv.writeRecord(HEADER);
      for (ParityRow row : rows) {
        csv.writeRecord(
            row.user(),
            row.item(),
            String.valueOf(row.timestamp()),
            row.click() ? "1" : "0",
            String.valueOf(row.pCtr()));
      }
    }
  }

  /**
   * Reads the rows.
   *
   * @throws DataException naming file and line if something is not as {@link #write} leaves it
   */
  public static List<ParityRow> read(Path file) throws DataException {
    List<ParityRow> rows = new ArrayList<>();
    CsvTable.read(file, HEADER, row -> rows.add(parse(row)));
    return List.copyOf(rows);
  }

  private static ParityRow parse(CsvTable.Row row) throws DataException {
    String click = row.field(3);
    if (!click.equals("0") && !click.equals("1")) {
      throw row.bad("click is [" + click + "]; expected [0] or [1]; export the bundle again");
    }
    return new ParityRow(
        row.field(0), row.field(1), timestamp(row), click.equals("1"), probability(row));
  }

  private static long timestamp(CsvTable.Row row) throws DataException {
    try {
      return Long.parseLong(row.field(2));
    } catch (NumberFormatException e) {
      throw row.bad(
          "timestamp is [" + row.field(2) + "]; expected whole seconds; export the bundle again");
    }
  }

  private static double probability(CsvTable.Row row) throws DataException {
    double pCtr;
    try {
      pCtr = Double.parseDouble(row.field(4));
    } catch (NumberFormatException e) {
      pCtr = Double.NaN;
    }
    if (!(pCtr >= 0 && pCtr <= 1)) {
      throw row.bad("pctr is [" + row.field(4) + "]; expected [0] to [1]; export the bundle again");
    }
    return pCtr;
  }
}
