package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.MovieLens;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which data, and where to work. */
final class DataOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nData:%n";

  private static final String NONE = "none";
  private static final String DATA = "models/data/ml-latest-small";
  private static final String METADATA = "models/data/ranklens-movie-metadata/movies.json";
  private static final String KNOWLEDGE = "models/data/knowledge/ml-latest-small/items.jsonl";
  private static final String WORK = "target/ctr-rank-work";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Folder with movies.csv and ratings.csv. Default: " + DATA)
  private Path data = Path.of(DATA);

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = {
        "Film overviews by MovieLens id, or 'none' for titles and genres only.",
        "Default: " + METADATA
      })
  private String metadata = METADATA;

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
    Dataset dataset =
        metadata.equals(NONE) ? MovieLens.read(data) : MovieLens.read(data, Path.of(metadata));
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

  /** Reads the knowledge phrases of a catalogue. */
  ItemPhrases phrases(Catalogue catalogue) throws DataException {
    return ItemPhrases.of(catalogue, KnowledgeReader.read(knowledge));
  }

  /** The folder with the data. */
  Path data() {
    return data;
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
