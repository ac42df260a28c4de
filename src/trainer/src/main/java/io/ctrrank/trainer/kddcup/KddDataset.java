package io.ctrrank.trainer.kddcup;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training rows as a data set of the trainer.
 *
 * <p>A row with n impressions and c clicks becomes n impressions, c of them clicked, so that losses
 * and metrics weigh a row as the competition's AUC does. The files have no time: the number of a
 * row's line stands for it, so the history of a row is that of earlier rows of its user, and the
 * impressions of one row never see each other. An item is an ad, with the advertiser and the first
 * words of the title it was first seen with as its categories. Query, depth and position are not
 * inputs of the present models.
 *
 * <p>All impressions of the sample are in memory.
 */
public final class KddDataset {
  /** Words of the title that an item keeps: with the advertiser, what the feature schema reads. */
  private static final int TITLE_WORDS = 5;

  private final Map<Integer, Ad> ads = new LinkedHashMap<>();
  private final Map<Integer, String> users = new HashMap<>();
  private final List<Impression> impressions = new ArrayList<>();

  private record Ad(String id, int advertiser, int title) {}

  private KddDataset() {}

  /**
   * Reads a sample of users.
   *
   * @param folder holds the training rows and the title tokens
   * @param sample the users
   * @param tolerance how many malformed lines of a file are left out
   * @param listener hears of progress and malformed lines
   * @throws DataException if a file is missing, cannot be read or has too many malformed lines, or
   *     if the rows of the sample do not make a data set
   */
  public static Dataset read(
      Path folder, UserSample sample, Tolerance tolerance, ReadListener listener)
      throws DataException {
    Path training = KddFile.TRAINING.in(folder);
    KddFile.TITLE_TOKENS.in(folder);
    KddDataset reading = new KddDataset();
    try (TrainingReader rows = TrainingReader.open(folder, tolerance, listener)) {
      while (rows.next()) {
        if (sample.holds(rows.user())) {
          reading.add(rows);
        }
      }
    }
    Catalogue catalogue = reading.catalogue(reading.titles(folder, tolerance, listener));
    try {
      return Dataset.of(catalogue, reading.impressions);
    } catch (IllegalArgumentException e) {
      throw DataException.inFile(training, "users of the sample: " + e.getMessage(), e);
    }
  }

  private void add(TrainingReader row) {
    Ad ad =
        ads.computeIfAbsent(
            row.ad(), id -> new Ad(String.valueOf(id), row.advertiser(), row.title()));
    String user = users.computeIfAbsent(row.user(), String::valueOf);
    Impression skip =
        new Impression(user, ad.id(), row.line(), BehaviorEvent.SKIP, /* click= */ false);
    Impression click =
        new Impression(user, ad.id(), row.line(), BehaviorEvent.CLICK, /* click= */ true);
    for (int i = 0; i < row.impressions(); i++) {
      impressions.add(i < row.clicks() ? click : skip);
    }
  }

  /** The words of the titles that ads have. */
  private Map<Integer, int[]> titles(Path folder, Tolerance tolerance, ReadListener listener)
      throws DataException {
    IdSet wanted = new IdSet();
    ads.values().forEach(ad -> wanted.add(ad.title()));
    Map<Integer, int[]> titles = new HashMap<>();
    try (TokenReader reader = TokenReader.open(folder, KddFile.TITLE_TOKENS, tolerance, listener)) {
      while (reader.next()) {
        if (wanted.holds(reader.id())) {
          titles.put(reader.id(), reader.tokens());
        }
      }
    }
    return titles;
  }

  private Catalogue catalogue(Map<Integer, int[]> titles) {
    return new Catalogue(ads.values().stream().map(ad -> item(ad, titles)).toList());
  }

  private static Item item(Ad ad, Map<Integer, int[]> titles) {
    List<String> categories = new ArrayList<>();
    categories.add("advertiser-" + ad.advertiser());
    int[] words = titles.getOrDefault(ad.title(), new int[0]);
    for (int i = 0; i < Math.min(words.length, TITLE_WORDS); i++) {
      categories.add("word-" + words[i]);
    }
    return new Item(ad.id(), "ad " + ad.id(), categories, Double.NaN, "");
  }
}
