package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What training rows hold, counted in one pass. Memory grows with the largest id, about a bit an id
 * of each kind, and not with the rows. Not thread-safe while it counts.
 */
public final class RowStatistics {
  /** Positions that are told apart; what lies below is told with the last. */
  public static final int POSITIONS = 4;

  private final IdSet users = new IdSet();
  private final IdSet ads = new IdSet();
  private final IdSet advertisers = new IdSet();
  private final IdSet queries = new IdSet();
  private final IdSet keywords = new IdSet();
  private final IdSet titles = new IdSet();
  private final IdSet descriptions = new IdSet();
  private final long[] impressionsAt = new long[POSITIONS];
  private final long[] clicksAt = new long[POSITIONS];
  private long rows;
  private long unknownUserRows;
  private long clickedRows;
  private long malformed;

  private RowStatistics() {}

  /**
   * Counts.
   *
   * @param folder holds the training rows
   * @param sample the users to count; empty for all rows, those of unknown users among them
   * @param tolerance how many malformed rows are left out
   * @param listener hears of progress and malformed rows
   * @throws DataException as {@link TrainingReader#open} and {@link TrainingReader#next}, or if no
   *     row is of a user of the sample
   */
  public static RowStatistics read(
      Path folder, Optional<UserSample> sample, Tolerance tolerance, ReadListener listener)
      throws DataException {
    RowStatistics statistics = new RowStatistics();
    try (TrainingReader reader = TrainingReader.open(folder, tolerance, listener)) {
      while (reader.next()) {
        if (sample.isEmpty() || sample.get().holds(reader.user())) {
          statistics.add(reader);
        }
      }
      statistics.malformed = reader.malformed();
    }
    if (statistics.rows == 0) {
      throw DataException.inFile(
          KddFile.TRAINING.in(folder),
          "no row is of a user of the sample; expected at least one; take a larger share of users"
              + " or another salt");
    }
    return statistics;
  }

  private void add(TrainingReader row) {
    rows++;
    if (row.user() == 0) {
      unknownUserRows++;
    } else {
      users.add(row.user());
    }
    ads.add(row.ad());
    advertisers.add(row.advertiser());
    queries.add(row.query());
    keywords.add(row.keyword());
    titles.add(row.title());
    descriptions.add(row.description());
    clickedRows += row.clicks() > 0 ? 1 : 0;
    int position = Math.min(row.position(), POSITIONS) - 1;
    impressionsAt[position] += row.impressions();
    clicksAt[position] += row.clicks();
  }

  /** Rows: what a table of data sets calls interactions. */
  public long rows() {
    return rows;
  }

  /** Rows of user 0. */
  public long unknownUserRows() {
    return unknownUserRows;
  }

  /** Rows with at least one click. */
  public long clickedRows() {
    return clickedRows;
  }

  /** Rows left out because they were malformed. */
  public long malformed() {
    return malformed;
  }

  /** Impressions of all rows. */
  public long impressions() {
    return sum(impressionsAt);
  }

  /** Clicks of all rows. */
  public long clicks() {
    return sum(clicksAt);
  }

  /** Clicks an impression. */
  public double clickRate() {
    return (double) clicks() / impressions();
  }

  /** Impressions at a position, from 1; {@value #POSITIONS} stands for all from there on. */
  public long impressionsAt(int position) {
    return impressionsAt[position - 1];
  }

  /** Clicks at a position, counted as {@link #impressionsAt}. */
  public long clicksAt(int position) {
    return clicksAt[position - 1];
  }

  /** Distinct users, user 0 aside. */
  public long users() {
    return users.size();
  }

  /** Distinct ads: the items. */
  public long ads() {
    return ads.size();
  }

  /** Distinct advertisers. */
  public long advertisers() {
    return advertisers.size();
  }

  /**
   * Distinct ids of the kind that a file describes.
   *
   * @param file any file but that of the training rows
   */
  public long distinct(KddFile file) {
    return ids(file).size();
  }

  /** Whether a row has this id of the kind that {@code file} describes. */
  boolean has(KddFile file, int id) {
    return ids(file).holds(id);
  }

  private IdSet ids(KddFile file) {
    return switch (file) {
      case QUERY_TOKENS -> queries;
      case KEYWORD_TOKENS -> keywords;
      case TITLE_TOKENS -> titles;
      case DESCRIPTION_TOKENS -> descriptions;
      case USER_PROFILES -> users;
      case TRAINING ->
          throw new IllegalArgumentException("training rows are described by no other file");
    };
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
