package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.statistics.DatasetStatistics;
import io.ctrrank.trainer.statistics.KnowledgeStatistics;
import io.ctrrank.trainer.statistics.TextStatistics;
import io.ctrrank.trainer.text.TokenCounts;
import java.io.IOException;
import java.util.Optional;

/** Statistics of the data set that the command line names. */
final class DataStatistics {
  private DataStatistics() {}

  /**
   * Counts the data set; texts and knowledge as far as it has any.
   *
   * @param data the options that named it
   * @param encoder whose tokens are counted
   * @param dataset what they read
   * @throws DataException if the knowledge cannot be read
   * @throws IOException if the tokenizer cannot be unpacked or read
   */
  static DatasetStatistics of(DataOptions data, EncoderOptions encoder, Dataset dataset)
      throws DataException, IOException {
    return DatasetStatistics.of(
        data.name(), dataset, texts(data, encoder, dataset), knowledge(data, dataset));
  }

  private static Optional<TextStatistics> texts(
      DataOptions data, EncoderOptions encoder, Dataset dataset) throws IOException {
    if (!data.format().hasTexts()) {
      return Optional.empty();
    }
    int[] tokens = TokenCounts.of(encoder.only(data), dataset.itemTexts());
    int most = dataset.schema().itemText().orElseThrow().maxTokens();
    return Optional.of(TextStatistics.of(tokens, most, dataset.profileTexts().size()));
  }

  private static Optional<KnowledgeStatistics> knowledge(DataOptions data, Dataset dataset)
      throws DataException {
    return data.knowledgeFile().isEmpty()
        ? Optional.empty()
        : Optional.of(KnowledgeStatistics.of(dataset, data.knowledge(KnowledgeKind.ALL)));
  }
}
