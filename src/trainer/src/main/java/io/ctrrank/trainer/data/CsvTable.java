package io.ctrrank.trainer.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A CSV file with a known header, read row by row (RFC 4180 quoting, UTF-8). */
public final class CsvTable {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private CsvTable() {}

  /** One row, for a reader that may refuse it. */
  @FunctionalInterface
  public interface RowReader {
    /**
     * Takes one row.
     *
     * @throws DataException if the row is refused
     */
    void read(Row row) throws DataException;
  }

  /** One row of the table. */
  public static final class Row {
    private final Path file;
    private final CsvRecord record;

    private Row(Path file, CsvRecord record) {
      this.file = file;
      this.record = record;
    }

    /** Line of the file at which the row starts, from 1. */
    public long line() {
      return record.getStartingLineNumber();
    }

    /** The field of a column, from 0. */
    public String field(int column) {
      return record.getField(column);
    }

    /** The error that refuses the row. */
    public DataException bad(String message) {
      return DataException.atLine(file, line(), message);
    }
  }

  /**
   * Reads all rows below the header.
   *
   * @throws DataException if the file is missing, unreadable, has another header, no rows, a row
   *     with another number of fields, or a row that {@code reader} refuses
   */
  public static void read(Path file, List<String> header, RowReader reader) throws DataException {
    long line = 0;
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(open(file))) {
      Iterator<CsvRecord> records = csv.iterator();
      requireHeader(file, header, records);
      boolean empty = true;
      while (records.hasNext()) {
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        requireWidth(file, header, record);
        reader.read(new Row(file, record));
        empty = false;
      }
      if (empty) {
        throw DataException.inFile(file, "found a header and no rows; expected at least one row");
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file, line, rootCause(e));
    } catch (CsvParseException e) {
      throw DataException.inFile(
          file,
          "not CSV after line ["
              + line
              + "]: "
              + rootCause(e).getMessage()
              + "; correct the quoting there",
          e);
    }
  }

  /** Malformed UTF-8 is an error, and a byte order mark is passed over. */
  private static Reader open(Path file) throws IOException {
    BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  private static void requireHeader(Path file, List<String> header, Iterator<CsvRecord> records)
      throws DataException {
    List<String> found = records.hasNext() ? records.next().getFields() : List.of();
    if (!found.equals(header)) {
      throw DataException.atLine(
          file,
          1,
          "header is "
              + found
              + "; expected "
              + header
              + "; put the header line back, or name the right file");
    }
  }

  private static void requireWidth(Path file, List<String> header, CsvRecord record)
      throws DataException {
    if (record.getFieldCount() != header.size()) {
      throw DataException.atLine(
          file,
          record.getStartingLineNumber(),
          "found ["
              + record.getFieldCount()
              + "] fields; expected ["
              + header.size()
              + "] "
              + header
              + "; quote fields that hold commas, or complete the line");
    }
  }

  private static DataException unreadable(Path file, long line, Throwable cause) {
    return cause instanceof CharacterCodingException
        ? DataException.inFile(
            file, "bytes after line [" + line + "] are not UTF-8; convert the file to UTF-8", cause)
        : DataFiles.unreadable(file, cause);
  }

  private static Throwable rootCause(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null ? thrown : rootCause(cause);
  }
}
