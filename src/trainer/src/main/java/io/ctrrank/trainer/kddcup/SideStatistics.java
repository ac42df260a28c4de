package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;

/**
 * What a file beside the training rows holds.
 *
 * @param file which one
 * @param records its well-formed records
 * @param used those whose id a counted training row has
 * @param tokens tokens of the used records; 0 for profiles
 */
public record SideStatistics(KddFile file, long records, long used, long tokens) {

  /**
   * Counts one file.
   *
   * @param folder holds the file
   * @param file any file but that of the training rows
   * @param rows the training rows that were counted
   * @param tolerance how many malformed records are left out
   * @param listener hears of progress and malformed records
   * @throws DataException if the file is missing, cannot be read or has too many malformed records
   */
  public static SideStatistics read(
      Path folder, KddFile file, RowStatistics rows, Tolerance tolerance, ReadListener listener)
      throws DataException {
    return file == KddFile.USER_PROFILES
        ? profiles(folder, rows, tolerance, listener)
        : tokens(folder, file, rows, tolerance, listener);
  }

  private static SideStatistics profiles(
      Path folder, RowStatistics rows, Tolerance tolerance, ReadListener listener)
      throws DataException {
    long records = 0;
    long used = 0;
    try (ProfileReader reader = ProfileReader.open(folder, tolerance, listener)) {
      while (reader.next()) {
        records++;
        used += rows.has(KddFile.USER_PROFILES, reader.user()) ? 1 : 0;
      }
    }
    return new SideStatistics(KddFile.USER_PROFILES, records, used, 0);
  }

  private static SideStatistics tokens(
      Path folder, KddFile file, RowStatistics rows, Tolerance tolerance, ReadListener listener)
      throws DataException {
    long records = 0;
    long used = 0;
    long tokens = 0;
    try (TokenReader reader = TokenReader.open(folder, file, tolerance, listener)) {
      while (reader.next()) {
        records++;
        if (rows.has(file, reader.id())) {
          used++;
          tokens += reader.size();
        }
      }
    }
    return new SideStatistics(file, records, used, tokens);
  }
}
