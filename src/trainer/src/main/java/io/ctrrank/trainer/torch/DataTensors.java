package io.ctrrank.trainer.torch;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.CharacterIds;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.network.EncoderTop;
import io.ctrrank.trainer.network.NetworkOptions;
import io.ctrrank.trainer.network.NetworkOptions.CharacterOptions;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What training reads of a data set again and again, as native tensors by catalogue index. The
 * owner closes it.
 *
 * @param categorical int64 {@code [items, maxValues]} each
 * @param numeric {@code [items, D]}
 * @param itemContent pooled vectors {@code [items, h]}, or those of texts and of knowledge phrases
 *     {@code [items, n h]}, or int64 phrases {@code [items, most]}
 * @param pooledProfiles {@code [profiles, h]}
 * @param pooledQueries of what stands in for queries, {@code [queries, h]}
 * @param pooledSearches of the texts of searches, {@code [searches, h]}
 * @param counts one table of item counts after another, {@code [tables * rows, 2]}; training only
 * @param characters texts of queries and items as numbers of characters
 * @param tokens token states of items and queries
 * @param tuned what computes item and profile vectors anew while their encoder is trained
 */
record DataTensors(
    List<Tensor> categorical,
    Optional<Tensor> numeric,
    Optional<Tensor> itemContent,
    Optional<Tensor> pooledProfiles,
    Optional<Tensor> pooledQueries,
    Optional<Tensor> pooledSearches,
    Optional<Tensor> counts,
    Optional<Characters> characters,
    Optional<TokenTable> tokens,
    Optional<TunedTexts> tuned)
    implements AutoCloseable {

  /**
   * Texts as numbers of characters.
   *
   * @param queries int64 {@code [queries, Q]}
   * @param items int64 {@code [items, A]}
   */
  record Characters(Tensor queries, Tensor items) {}

  static DataTensors of(
      ModelForm form, NetworkOptions options, TrainingData data, Optional<float[]> counts) {
    FeatureSchema schema = form.schema();
    CandidateBatch items = data.dataset().items();
    Optional<TextVectors> text = data.vectors();
    List<Tensor> categorical = new ArrayList<>();
    for (int f = 0; f < schema.categorical().size(); f++) {
      categorical.add(
          Tensor.create(
              items.categorical(f), items.size(), schema.categorical().get(f).maxValues()));
    }
    int columns = schema.numeric().size();
    return new DataTensors(
        categorical,
        columns == 0
            ? Optional.empty()
            : Optional.of(Tensor.create(items.numeric(), items.size(), columns)),
        text.map(vectors -> content(vectors, data.knowledge()))
            .or(() -> data.phrases().map(phrases -> phrases(phrases, items.size()))),
        text.map(vectors -> matrix(vectors.profiles(), vectors.dimension())),
        text.filter(vectors -> form.queries().isPresent())
            .map(vectors -> matrix(vectors.queries(), vectors.dimension())),
        text.filter(vectors -> schema.query())
            .map(vectors -> matrix(vectors.searches(), vectors.dimension())),
        counts.map(c -> Tensor.create(c, c.length / 2, 2)),
        form.queries()
            .filter(queries -> options.characters().width() > 0)
            .map(queries -> characters(options.characters(), queries, data.dataset())),
        data.tokens().map(TokenTable::of),
        Optional.empty());
  }

  /** The same tensors, with vectors of texts that change as their encoder is trained. */
  DataTensors tunedBy(EncoderTop encoder, EncoderStates states) {
    return new DataTensors(
        categorical,
        numeric,
        itemContent,
        pooledProfiles,
        pooledQueries,
        pooledSearches,
        counts,
        characters,
        tokens,
        Optional.of(
            new TunedTexts(
                encoder, states, itemContent.orElseThrow(), pooledProfiles.orElseThrow())));
  }

  private static Characters characters(
      CharacterOptions options, QueryTexts queries, Dataset dataset) {
    return new Characters(
        texts(queries.texts(), options.queryLength()),
        texts(dataset.itemTexts(), options.itemLength()));
  }

  private static Tensor texts(List<String> texts, int length) {
    return Tensor.create(CharacterIds.of(texts, length), texts.size(), length);
  }

  private static Tensor content(TextVectors text, Optional<KnowledgeVectors> knowledge) {
    int h = text.dimension();
    return knowledge.isEmpty()
        ? matrix(text.items(), h)
        : matrix(sideBySide(text.items(), knowledge.get().items()), h + knowledge.get().width());
  }

  private static float[][] sideBySide(float[][] left, float[][] right) {
    float[][] both = new float[left.length][];
    for (int row = 0; row < both.length; row++) {
      int width = left[row].length;
      both[row] = Arrays.copyOf(left[row], width + right[row].length);
      System.arraycopy(right[row], 0, both[row], width, right[row].length);
    }
    return both;
  }

  private static Tensor phrases(ItemPhrases phrases, int items) {
    return Tensor.create(phrases.rows(), items, phrases.mostPhrases());
  }

  private static Tensor matrix(float[][] rows, int width) {
    // A data set without profiles still needs a row to point at.
    float[] values = new float[Math.max(1, rows.length) * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return Tensor.create(values, Math.max(1, rows.length), width);
  }

  @Override
  public void close() {
    categorical.forEach(Tensor::close);
    numeric.ifPresent(Tensor::close);
    itemContent.ifPresent(Tensor::close);
    pooledProfiles.ifPresent(Tensor::close);
    pooledQueries.ifPresent(Tensor::close);
    pooledSearches.ifPresent(Tensor::close);
    counts.ifPresent(Tensor::close);
    tokens.ifPresent(TokenTable::close);
    tuned.ifPresent(TunedTexts::close);
    characters.ifPresent(
        texts -> {
          texts.queries().close();
          texts.items().close();
        });
  }
}
