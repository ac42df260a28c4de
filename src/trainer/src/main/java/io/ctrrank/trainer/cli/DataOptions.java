package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.kddcup.KddDataset;
import io.ctrrank.trainer.kddcup.Tolerance;
import io.ctrrank.trainer.kddcup.UserSample;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which data, and where to work. */
final class DataOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nData:%n";

  private static final String NONE = "none";
  private static final String DATA = "models/data/ml-latest-small";
  private static final String METADATA = "models/data/ranklens-movie-metadata/movies.json";
  private static final String KDD = "kdd:";
  private static final double KDD_USERS = 0.1;
  private static final String KNOWLEDGE = "models/data/knowledge/ml-latest-small/items.jsonl";
  private static final String WORK = "target/ctr-rank-work";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = {
        "Folder with movies.csv and ratings.csv, or kdd:FOLDER with the files of KDD Cup 2012 track 2"
            + " (docs/kddcup.md).",
        "Default: " + DATA
      })
  private String data = DATA;

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = {
        "Film overviews by MovieLens id, or 'none' for titles and genres only.",
        "Default: " + METADATA
      })
  private String metadata = METADATA;

  @Option(
      names = "--kdd-users",
      paramLabel = "SHARE",
      description = "With kdd:FOLDER, share of the users that is read. Default: " + KDD_USERS)
  private double kddUsers = KDD_USERS;

  @Option(
      names = "--kdd-salt",
      paramLabel = "N",
      description = "With kdd:FOLDER, which users: another number gives others. Default: 1")
  private long kddSalt = 1;

  @Option(
      names = "--kdd-max-bad-share",
      paramLabel = "SHARE",
      description = "With kdd:FOLDER, share of malformed lines a file may have. Default: 0.0001")
  private double kddMaxBadShare = Tolerance.DEFAULT.share();

  @Option(
      names = "--history",
      paramLabel = "N",
      description = {
        "Newest events that the history of an impression holds. Default: " + Dataset.HISTORY_LENGTH
      })
  private int history = Dataset.HISTORY_LENGTH;

  @Option(
      names = "--knowledge",
      paramLabel = "FILE",
      description = {
        "Knowledge phrases of items, one JSON object a line; read for models that use them.",
        "Default: " + KNOWLEDGE
      })
  private Path knowledge = Path.of(KNOWLEDGE);

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = {
        "Where encoded texts, the unpacked encoder and checkpoints are kept between runs.",
        "Default: " + WORK
      })
  private Path work = Path.of(WORK);

  /** Reads the data set and says what it found. */
  Dataset read(Terminal terminal) throws DataException {
    Dataset standard = isKdd() ? readKdd(terminal) : readMovieLens();
    Dataset dataset = WrongUsageException.reading("--history", () -> standard.withHistory(history));
    terminal.note(
        String.format(
            Locale.ROOT,
            "data [%s]: %,d items, %,d + %,d + %,d impressions to train, validate and test, click"
                + " rate %.3f",
            data,
            dataset.catalogue().size(),
            dataset.train().size(),
            dataset.validation().size(),
            dataset.test().size(),
            dataset.baseRate()));
    return dataset;
  }

  private Dataset readMovieLens() throws DataException {
    Path folder = Path.of(data);
    return metadata.equals(NONE)
        ? MovieLens.read(folder)
        : MovieLens.read(folder, Path.of(metadata));
  }

  private Dataset readKdd(Terminal terminal) throws DataException {
    UserSample sample =
        WrongUsageException.reading("--kdd-users", () -> new UserSample(kddUsers, kddSalt));
    Tolerance tolerance =
        WrongUsageException.reading("--kdd-max-bad-share", () -> new Tolerance(kddMaxBadShare));
    try (KddReading reading = new KddReading(terminal)) {
      return KddDataset.read(Path.of(data.substring(KDD.length())), sample, tolerance, reading);
    }
  }

  /** Whether the data are files of KDD Cup 2012 track 2. */
  boolean isKdd() {
    return data.startsWith(KDD);
  }

  /**
   * Refuses data without words for a model that reads texts.
   *
   * @throws WrongUsageException if the data has only hashed words
   */
  void requireTexts() {
    if (isKdd()) {
      throw new WrongUsageException(
          "data ["
              + data
              + "] has hashed words, which no encoder reads; expected data with texts for this; train"
              + " [--model din] on it");
    }
  }

  /** Reads the knowledge phrases of items, by item id. */
  Map<String, List<String>> knowledge(KnowledgeKind kind) throws DataException {
    return KnowledgeReader.read(knowledge, kind);
  }

  /** The folder with the data. */
  Path data() {
    return Path.of(data);
  }

  /** The work folder. */
  Path work() {
    return work;
  }

  /** Where checkpoints go when nobody says otherwise. */
  Path checkpoints() {
    return work.resolve("checkpoints");
  }

  /** Where text vectors are kept. */
  Path vectors() {
    return work.resolve("vectors");
  }
}
