package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.clicklog.ClickLog;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.goodbooks.Goodbooks;
import io.ctrrank.trainer.kddcup.KddDataset;
import io.ctrrank.trainer.kddcup.UserSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data, and where to work. */
final class DataOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nData:%n";

  private static final String NONE = "none";
  private static final String BAD_SHARE = "--data-max-bad-share";
  private static final String DATA = "models/data/ml-latest-small";
  private static final String METADATA = "models/data/ranklens-movie-metadata/movies.json";
  private static final double KDD_USERS = 0.1;
  private static final String KNOWLEDGE = "models/data/knowledge/ml-latest-small/items.jsonl";
  private static final String REPORTS = "models/report";
  private static final String WORK = "target/ctr-rank-work";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = {
        "Folder with movies.csv and ratings.csv, or goodbooks:FOLDER with a sample of goodbooks-10k"
            + " (docs/training.md), or kdd:FOLDER with the files of KDD Cup 2012 track 2"
            + " (docs/kddcup.md), or log:FOLDER with your own catalogue and log, such as [ctr-rank"
            + " data export] writes (docs/quickstart.md).",
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
      names = {BAD_SHARE, "--kdd-max-bad-share"},
      paramLabel = "SHARE",
      description =
          "With kdd:FOLDER and log:FOLDER, share of malformed lines a file may have. Default: 0.0001")
  private double maxBadShare = Tolerance.DEFAULT.share();

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
        "Knowledge phrases of items, one JSON object a line, or 'none'; read for models that use"
            + " them.",
        "Default: " + KNOWLEDGE + " for data in the MovieLens format, none for others"
      })
  private @Nullable String knowledge;

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
    Dataset standard =
        switch (format()) {
          case MOVIE_LENS -> readMovieLens();
          case GOODBOOKS -> Goodbooks.read(folder());
          case KDD -> readKdd(terminal);
          case LOG -> readLog(terminal);
        };
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

  /**
   * Reads the data set for models to be trained and measured on.
   *
   * @throws DataException if it cannot be read, or one of its parts has one class alone
   */
  Dataset readToMeasure(Terminal terminal) throws DataException {
    Dataset dataset = read(terminal);
    dataset.requireMeasurable(data);
    return dataset;
  }

  private Dataset readMovieLens() throws DataException {
    return metadata.equals(NONE)
        ? MovieLens.read(folder())
        : MovieLens.read(folder(), Path.of(metadata));
  }

  private Dataset readKdd(Terminal terminal) throws DataException {
    UserSample sample =
        WrongUsageException.reading("--kdd-users", () -> new UserSample(kddUsers, kddSalt));
    Tolerance tolerance = tolerance();
    try (FileReading reading = new FileReading(terminal)) {
      return KddDataset.read(folder(), sample, tolerance, reading);
    }
  }

  private Dataset readLog(Terminal terminal) throws DataException {
    Tolerance tolerance = tolerance();
    try (FileReading reading = new FileReading(terminal)) {
      return ClickLog.read(folder(), tolerance, reading);
    }
  }

  private Tolerance tolerance() {
    return WrongUsageException.reading(BAD_SHARE, () -> new Tolerance(maxBadShare));
  }

  /** The format of the data. */
  DataFormat format() {
    return DataFormat.of(data);
  }

  private Path folder() {
    return format().folder(data);
  }

  /** The data set's name in tables: that of its folder. */
  String name() {
    return String.valueOf(folder().toAbsolutePath().normalize().getFileName());
  }

  /**
   * Where a report on the data goes when nobody says otherwise: a folder for each data set, in that
   * of the data set that is read when nobody names one.
   */
  Path report() {
    Path reports = Path.of(REPORTS);
    return data.equals(DATA) ? reports : reports.resolve(name());
  }

  /**
   * Refuses data without words for a model that reads texts.
   *
   * @throws WrongUsageException if the data has only hashed words
   */
  void requireTexts() {
    if (!format().hasTexts()) {
      throw new WrongUsageException(
          "data ["
              + data
              + "] has hashed words, which no encoder reads; expected data with texts for this; train"
              + " [--model din] on it");
    }
  }

  /**
   * Refuses data without knowledge for a model that reads it.
   *
   * @throws WrongUsageException if no file is known to hold knowledge of these items
   */
  void requireKnowledge() {
    if (knowledgeFile().isEmpty()) {
      throw new WrongUsageException(
          "data ["
              + data
              + "] has no knowledge phrases of its own, and those of other items go by other ids;"
              + " expected a file with knowledge of its items; name it with [--knowledge FILE]");
    }
  }

  /**
   * Reads the knowledge phrases of items, by item id.
   *
   * @throws WrongUsageException if no file is known to hold knowledge of these items
   */
  Map<String, List<String>> knowledge(KnowledgeKind kind) throws DataException {
    requireKnowledge();
    return KnowledgeReader.read(knowledgeFile().orElseThrow(), kind);
  }

  /**
   * Reads the knowledge phrases of a catalogue's items, by item id.
   *
   * @throws WrongUsageException if no file is known to hold knowledge of these items, or the file
   *     has phrases of that kind of none of them
   */
  Map<String, List<String>> knowledge(KnowledgeKind kind, Catalogue catalogue)
      throws DataException {
    Map<String, List<String>> phrases = knowledge(kind);
    boolean known =
        catalogue.items().stream()
            .anyMatch(item -> !phrases.getOrDefault(item.id(), List.of()).isEmpty());
    if (!known) {
      throw new WrongUsageException(
          "knowledge ["
              + knowledgeFile().orElseThrow()
              + "] has "
              + kind
              + " phrases of [0] of the data's ["
              + catalogue.size()
              + "] items; expected some, by the items' ids; name the file of this data, or another"
              + " kind");
    }
    return phrases;
  }

  /**
   * Reads the knowledge of items, kinds of phrases apart, by item id.
   *
   * @throws WrongUsageException if no file is known to hold knowledge of these items
   */
  Map<String, ItemKnowledge> itemKnowledge() throws DataException {
    requireKnowledge();
    return KnowledgeReader.records(knowledgeFile().orElseThrow());
  }

  /** The file with knowledge of the items, if there is one. */
  Optional<Path> knowledgeFile() {
    if (knowledge != null) {
      return knowledge.equals(NONE) ? Optional.empty() : Optional.of(Path.of(knowledge));
    }
    return format() == DataFormat.MOVIE_LENS ? Optional.of(Path.of(KNOWLEDGE)) : Optional.empty();
  }

  /** Terms of what is made of the knowledge of the items, as a manifest tells them. */
  String knowledgeTerms() {
    return knowledgeFile().filter(file -> isSame(file, Path.of(KNOWLEDGE))).isPresent()
        ? "Distilled from knowledge phrases of films: CC BY-SA 4.0 (models/data/knowledge)."
        : "Distilled from an application's own knowledge of items, whose owner says what may be done"
            + " with it.";
  }

  private static boolean isSame(Path file, Path other) {
    return file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  /** These options as words of a command line, with a history length; empty for the defaults. */
  String words(int historyLength) {
    StringBuilder words = new StringBuilder();
    if (!data.equals(DATA)) {
      words.append(" --data ").append(data);
    }
    if (!metadata.equals(METADATA)) {
      words.append(" --metadata ").append(metadata);
    }
    if (knowledge != null) {
      words.append(" --knowledge ").append(knowledge);
    }
    badShare().forEach(word -> words.append(' ').append(word));
    if (historyLength != Dataset.HISTORY_LENGTH) {
      words.append(" --history ").append(historyLength);
    }
    return words.toString();
  }

  /** The same with the knowledge of another file. */
  DataOptions withKnowledge(Path file) {
    DataOptions other = new DataOptions();
    other.data = data;
    other.metadata = metadata;
    other.kddUsers = kddUsers;
    other.kddSalt = kddSalt;
    other.maxBadShare = maxBadShare;
    other.history = history;
    other.knowledge = file.toString();
    other.work = work;
    return other;
  }

  /** These options with knowledge and work folder as arguments of a command; not the defaults. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (!data.equals(DATA)) {
      arguments.addAll(List.of("--data", data));
    }
    if (!metadata.equals(METADATA)) {
      arguments.addAll(List.of("--metadata", metadata));
    }
    if (knowledge != null) {
      arguments.addAll(List.of("--knowledge", knowledge));
    }
    arguments.addAll(badShare());
    if (!work.equals(Path.of(WORK))) {
      arguments.addAll(List.of("--work", work.toString()));
    }
    return arguments;
  }

  private List<String> badShare() {
    return maxBadShare == Tolerance.DEFAULT.share()
        ? List.of()
        : List.of(BAD_SHARE, Double.toString(maxBadShare));
  }

  /**
   * Refuses a length of histories for a command whose models have lengths of their own.
   *
   * @throws WrongUsageException if it is not the usual one
   */
  void requireUsualHistory() {
    if (history != Dataset.HISTORY_LENGTH) {
      throw new WrongUsageException(
          "--history is ["
              + history
              + "] but the models of a suite have lengths of their own; expected none; train one model"
              + " with another by [ctr-rank train]");
    }
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
