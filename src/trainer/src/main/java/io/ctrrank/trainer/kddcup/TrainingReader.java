package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.kddcup.NumberColumns.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The rows of {@code training.txt} one after another, in memory that does not depend on their
 * number: the reader is the cursor, and its values are those of the present row. A row is one
 * (user, ad, query, depth, position) with how often it was shown and clicked: {@link #clicks}
 * positives and {@code impressions - clicks} negatives. Not thread-safe; whoever opens it closes
 * it.
 */
public final class TrainingReader implements AutoCloseable {
  private static final int CLICK = 0;
  private static final int IMPRESSION = 1;
  private static final int DISPLAY_URL = 2;
  private static final int AD = 3;
  private static final int ADVERTISER = 4;
  private static final int DEPTH = 5;
  private static final int POSITION = 6;
  private static final int QUERY = 7;
  private static final int KEYWORD = 8;
  private static final int TITLE = 9;
  private static final int DESCRIPTION = 10;
  private static final int USER = 11;

  /**
   * A row becomes as many examples in training as it has impressions: one damaged number would fill
   * the memory. One user was shown one ad at one place for one query far less often.
   */
  private static final long MOST_IMPRESSIONS = 1_000_000;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Click", 0),
          new Column("Impression", 1, MOST_IMPRESSIONS),
          new Column("DisplayURL", 0, -1L),
          Column.of("AdID", 0),
          Column.of("AdvertiserID", 0),
          Column.of("Depth", 1),
          Column.of("Position", 1),
          Column.of("QueryID", 0),
          Column.of("KeywordID", 0),
          Column.of("TitleID", 0),
          Column.of("DescriptionID", 0),
          Column.of("UserID", 0));

  private final Records records;
  private final NumberColumns numbers = new NumberColumns(COLUMNS);
  private final RowParser parser = new RowParser();

  private TrainingReader(Records records) {
    this.records = records;
  }

  /**
   * Opens the training rows of a folder.
   *
   * @param folder holds {@code training.txt} or {@code training.txt.gz}
   * @param tolerance how many malformed rows are left out
   * @param listener hears of progress and malformed rows
   * @throws DataException if the file is missing or cannot be read
   */
  public static TrainingReader open(Path folder, Tolerance tolerance, ReadListener listener)
      throws DataException {
    return new TrainingReader(Records.open(KddFile.TRAINING.in(folder), tolerance, listener));
  }

  /**
   * Goes to the next well-formed row; false at the end.
   *
   * @throws DataException if the file cannot be read on, or at its end if too many rows were
   *     malformed
   */
  public boolean next() throws DataException {
    return records.next(parser);
  }

  /** What holds between columns. */
  private final class RowParser implements LineParser {
    private boolean numbersGood;

    @Override
    public boolean parse(byte[] bytes, int from, int to) {
      numbersGood = numbers.parse(bytes, from, to);
      return numbersGood
          && numbers.value(CLICK) <= numbers.value(IMPRESSION)
          && numbers.value(POSITION) <= numbers.value(DEPTH);
    }

    @Override
    public String problem(byte[] bytes, int from, int to) {
      if (!numbersGood) {
        return numbers.problem(bytes, from, to);
      }
      return clicks() > impressions()
          ? between("Click", 0, clicks(), "Impression", impressions())
          : between("Position", 1, position(), "Depth", depth());
    }

    private static String between(String name, int least, int found, String bound, int most) {
      return String.format(
          Locale.ROOT,
          "%s is [%d]; expected a whole number from [%d] to the row's %s [%d]",
          name,
          found,
          least,
          bound,
          most);
    }
  }

  /** Clicks among the impressions, 0 to {@link #impressions}. */
  public int clicks() {
    return number(CLICK);
  }

  /** Sessions in which the ad was shown at this place, 1 or more. */
  public int impressions() {
    return number(IMPRESSION);
  }

  /** The hashed URL, an unsigned 64-bit number: print it with {@link Long#toUnsignedString}. */
  public long displayUrl() {
    return numbers.value(DISPLAY_URL);
  }

  /** The ad. */
  public int ad() {
    return number(AD);
  }

  /** The advertiser of the ad. */
  public int advertiser() {
    return number(ADVERTISER);
  }

  /** Ads shown in the session. */
  public int depth() {
    return number(DEPTH);
  }

  /** Place of the ad among them, from 1. */
  public int position() {
    return number(POSITION);
  }

  /** The query, key of {@link KddFile#QUERY_TOKENS}. */
  public int query() {
    return number(QUERY);
  }

  /** The bought keyword, key of {@link KddFile#KEYWORD_TOKENS}. */
  public int keyword() {
    return number(KEYWORD);
  }

  /** The ad's title, key of {@link KddFile#TITLE_TOKENS}. */
  public int title() {
    return number(TITLE);
  }

  /** The ad's description, key of {@link KddFile#DESCRIPTION_TOKENS}. */
  public int description() {
    return number(DESCRIPTION);
  }

  /** The user, key of {@link KddFile#USER_PROFILES}; 0 when nobody knows who it was. */
  public int user() {
    return number(USER);
  }

  private int number(int column) {
    return (int) numbers.value(column);
  }

  /** Number of the present row's line, from 1; at the end, lines of the file. */
  public long line() {
    return records.lines();
  }

  /** Rows left out so far. */
  public long malformed() {
    return records.malformed();
  }

  @Override
  public void close() throws DataException {
    records.close();
  }
}
