package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.training.TrainingOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The formats of data sets, as the value of {@code --data} names them: {@code format:FOLDER}. */
enum DataFormat {
  /** Folder with {@code movies.csv} and {@code ratings.csv}; its values have no format in front. */
  MOVIE_LENS(
      "",
      true,
      "Trained on MovieLens ml-latest-small: research use; no commercial or revenue-bearing use"
          + " without permission of GroupLens (models/data/ml-latest-small/README.txt).",
      " Film overviews of RankLens: CC BY-SA 4.0 (models/data/ranklens-movie-metadata/LICENSE.md).",
      DataFormat.RATINGS),
  /** A sample of goodbooks-10k. */
  GOODBOOKS(
      "goodbooks:",
      true,
      "Trained on a sample of goodbooks-10k (Zygmunt Zajac): CC BY-SA 4.0.",
      "",
      DataFormat.RATINGS),
  /** The files of KDD Cup 2012 track 2. */
  KDD(
      "kdd:",
      false,
      "Trained on files in the format of KDD Cup 2012 track 2: for the original files the terms of"
          + " the competition hold.",
      "",
      "The labels are clicks on ads that a search engine showed: they hold for what it showed, where"
          + " it showed it."),
  /** An application's own catalogue and log of impressions. */
  LOG(
      "log:",
      true,
      "Trained on an application's own catalogue and log, whose owner says what may be done with"
          + " it.",
      "",
      "The labels are clicks on what the application showed: they hold for what it showed, where it"
          + " showed it.");

  private static final String RATINGS =
      "The labels are ratings that users chose to give, not clicks on impressions they were shown:"
          + " good for showing that the model learns and serves, not for a claim about ads.";

  private final String prefix;
  private final boolean texts;
  private final String terms;
  private final String textTerms;
  private final String labels;

  DataFormat(String prefix, boolean texts, String terms, String textTerms, String labels) {
    this.prefix = prefix;
    this.texts = texts;
    this.terms = terms;
    this.textTerms = textTerms;
    this.labels = labels;
  }

  /** The format that a value of {@code --data} names. */
  static DataFormat of(String data) {
    return Arrays.stream(values())
        .filter(format -> !format.prefix.isEmpty() && data.startsWith(format.prefix))
        .findFirst()
        .orElse(MOVIE_LENS);
  }

  /** The folder in a value of {@code --data} of this format. */
  Path folder(String data) {
    return Path.of(data.substring(prefix.length()));
  }

  /**
   * A family's defaults as they suit the data: those of MovieLens but for what the validation part
   * of the data chose otherwise.
   */
  TrainingOptions suited(TrainingOptions defaults) {
    return switch (this) {
      // Twice as many ratings of a book as of a film: its embedding can learn more before it is
      // drawn back to 0.
      case GOODBOOKS -> defaults.toBuilder().embeddingWeightDecay(10).build();
      // A step shrinks all rows, those of its batch and all others: at 100 an ad that is in one of
      // ten steps would lose two thirds of its embedding until it is seen again.
      case KDD -> defaults.toBuilder().embeddingWeightDecay(1).build();
      case MOVIE_LENS, LOG -> defaults;
    };
  }

  /** Whether items have texts that an encoder reads. */
  boolean hasTexts() {
    return texts;
  }

  /** What a click of the data is and what follows for a model, as a card tells it. */
  String labels() {
    return labels;
  }

  /** What an item is, in words to a reader. */
  String noun() {
    return switch (this) {
      case MOVIE_LENS -> "film";
      case GOODBOOKS -> "book";
      case KDD, LOG -> "ad";
    };
  }

  /**
   * Terms of what is trained on such data, as a manifest tells them.
   *
   * @param encoder terms of the encoder's weights; empty for models without one
   */
  String terms(Optional<String> encoder) {
    return encoder.map(of -> terms + textTerms + " " + of).orElse(terms);
  }
}
