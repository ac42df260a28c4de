package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.kddcup.NumberColumns.Column;
import java.nio.file.Path;
import java.util.List;

/**
 * The records of {@code userid_profile.txt}, with the reader as the cursor. Not every user of the
 * training rows has one. Not thread-safe; whoever opens it closes it.
 */
public final class ProfileReader implements AutoCloseable {
  /** Largest gender code: 0 unknown, 1 male, 2 female. */
  public static final int LAST_GENDER = 2;

  /** Largest age class; the classes are up to 12, 18, 24, 30, 40 years, and above. */
  public static final int LAST_AGE = 6;

  private final Records records;
  private final NumberColumns numbers =
      new NumberColumns(
          List.of(
              Column.of("UserID", 0),
              new Column("Gender", 0, LAST_GENDER),
              new Column("Age", 1, LAST_AGE)));

  private ProfileReader(Records records) {
    this.records = records;
  }

  /**
   * Opens the profiles of a folder.
   *
   * @throws DataException if the file is missing or cannot be read
   */
  public static ProfileReader open(Path folder, Tolerance tolerance, ReadListener listener)
      throws DataException {
    return new ProfileReader(Records.open(KddFile.USER_PROFILES.in(folder), tolerance, listener));
  }

  /**
   * Goes to the next well-formed record; false at the end.
   *
   * @throws DataException as {@link TrainingReader#next}
   */
  public boolean next() throws DataException {
    return records.next(numbers);
  }

  /** The user. */
  public int user() {
    return (int) numbers.value(0);
  }

  /** 0 unknown, 1 male, 2 female. */
  public int gender() {
    return (int) numbers.value(1);
  }

  /** Age class, 1 to {@value #LAST_AGE}. */
  public int age() {
    return (int) numbers.value(2);
  }

  @Override
  public void close() throws DataException {
    records.close();
  }
}
