package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.ContentLayer;
import io.ctrrank.trainer.network.CtrInputs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Turns batches into a network's inputs, {@code U = B} users with {@code N = 1} candidate each. */
final class BatchInputs {
  private final ClickNetwork network;
  private final DataTensors data;
  private final DistinctRows distinctItems;
  private final DistinctRows distinctQueries;

  BatchInputs(ClickNetwork network, DataTensors data, ModelForm form) {
    this.network = network;
    this.data = data;
    this.distinctItems = new DistinctRows(form.vocabularyRows().length);
    this.distinctQueries = new DistinctRows(form.queries().map(q -> q.texts().size()).orElse(0));
  }

  /**
   * Inputs for training: only items, profiles and queries of the batch pass the layers before the
   * network.
   *
   * @param tunes whether the text encoder learns in this step
   */
  CtrInputs<Tensor> adapted(TorchOps ops, Batch batch, boolean tunes) {
    if (network.item().isEmpty()) {
      return inputs(batch, Optional.empty(), Optional.empty());
    }
    ContentLayer layer = network.item().get();
    long[] targets = new long[batch.size()];
    long[] history = new long[batch.historyItems().length];
    Tensor items = distinctItems.find(batch.items(), batch.historyItems(), targets, history);
    Tensor vectors = layer.forward(ops, itemContent(ops, items, tunes));
    Optional<Tensor> users =
        network.user().map(user -> user.forward(ops, profiles(ops, batch, tunes)));
    return inputs(
        batch,
        Optional.of(vectors(batch, vectors, targets, history, users, searches(ops, batch))),
        data.pooledQueries().map(pooled -> queries(ops, batch, layer, pooled)));
  }

  private Optional<Tensor> searches(TorchOps ops, Batch batch) {
    return data.pooledSearches()
        .map(pooled -> rows(pooled, batch.searches()))
        .map(pooled -> network.textAdaptor().orElseThrow().forward(ops, pooled));
  }

  private Tensor itemContent(TorchOps ops, Tensor items, boolean tunes) {
    Tensor content = data.itemContent().orElseThrow().index_select(0, items);
    return tunes ? data.tuned().orElseThrow().freshItems(ops, items, content) : content;
  }

  private Tensor profiles(TorchOps ops, Batch batch, boolean tunes) {
    Tensor indices = Tensor.create(batch.profiles(), batch.size());
    Tensor pooled = data.pooledProfiles().orElseThrow().index_select(0, indices);
    return tunes ? data.tuned().orElseThrow().freshProfiles(ops, indices, pooled) : pooled;
  }

  private CtrInputs.Queries<Tensor> queries(
      TorchOps ops, Batch batch, ContentLayer layer, Tensor pooled) {
    long[] targets = new long[batch.size()];
    long[] history = new long[batch.historyQueries().length];
    Tensor texts = distinctQueries.find(batch.queries(), batch.historyQueries(), targets, history);
    return queries(batch, layer.forward(ops, pooled.index_select(0, texts)), targets, history);
  }

  /**
   * Inputs for evaluation.
   *
   * @param items vectors of the whole catalogue
   * @param profiles adapted vectors of all profiles
   * @param queries adapted vectors of all that stands in for queries
   * @param searches adapted vectors of all texts of searches
   */
  CtrInputs<Tensor> cached(
      Batch batch,
      Optional<Tensor> items,
      Optional<Tensor> profiles,
      Optional<Tensor> queries,
      Optional<Tensor> searches) {
    return inputs(
        batch,
        items.map(
            vectors ->
                vectors(
                    batch,
                    vectors,
                    widen(batch.items()),
                    widen(batch.historyItems()),
                    profiles.map(all -> rows(all, batch.profiles())),
                    searches.map(all -> rows(all, batch.searches())))),
        queries.map(
            all -> queries(batch, all, widen(batch.queries()), widen(batch.historyQueries()))));
  }

  private CtrInputs<Tensor> inputs(
      Batch batch,
      Optional<CtrInputs.Vectors<Tensor>> vectors,
      Optional<CtrInputs.Queries<Tensor>> queries) {
    int b = batch.size();
    Tensor items = Tensor.create(widen(batch.items()), b);
    List<Tensor> categorical =
        data.categorical().stream().map(f -> f.index_select(0, items).unsqueeze(1)).toList();
    return new CtrInputs<>(
        Tensor.create(batch.itemRows(), b, 1),
        categorical,
        data.numeric().map(f -> f.index_select(0, items).unsqueeze(1)),
        Tensor.create(batch.historyRows(), b, batch.length()),
        Tensor.create(batch.historyTypes(), b, batch.length()),
        vectors,
        batch.training() ? data.counts().map(c -> counts(c, batch)) : Optional.empty(),
        data.characters().map(texts -> characters(texts, batch, items)),
        queries,
        data.tokens().map(table -> table.of(batch)));
  }

  private static CtrInputs.Characters<Tensor> characters(
      DataTensors.Characters texts, Batch batch, Tensor items) {
    Tensor queries = Tensor.create(widen(batch.queries()), batch.size());
    return new CtrInputs.Characters<>(
        texts.queries().index_select(0, queries),
        texts.items().index_select(0, items).unsqueeze(1));
  }

  private CtrInputs.Queries<Tensor> queries(
      Batch batch, Tensor vectors, long[] targets, long[] history) {
    int b = batch.size();
    int length = batch.length();
    Tensor items = Tensor.create(widen(batch.historyItems()), (long) b * length);
    return new CtrInputs.Queries<>(
        vectors.index_select(0, Tensor.create(targets, b)),
        vectors
            .index_select(0, Tensor.create(history, (long) b * length))
            .view(b, length, vectors.size(1)),
        data.categorical().stream()
            .map(f -> f.index_select(0, items).view(b, length, f.size(1)))
            .toList());
  }

  private static CtrInputs.Counts<Tensor> counts(Tensor table, Batch batch) {
    int b = batch.size();
    return new CtrInputs.Counts<>(
        torch.embedding(table, Tensor.create(batch.itemCountRows(), b, 1)),
        torch.embedding(table, Tensor.create(batch.historyCountRows(), b, batch.length())));
  }

  private static Tensor rows(Tensor all, long[] rows) {
    return all.index_select(0, Tensor.create(rows, rows.length));
  }

  private static CtrInputs.Vectors<Tensor> vectors(
      Batch batch,
      Tensor vectors,
      long[] targets,
      long[] history,
      Optional<Tensor> users,
      Optional<Tensor> searches) {
    int b = batch.size();
    int length = batch.length();
    long width = vectors.size(1);
    return new CtrInputs.Vectors<>(
        vectors.index_select(0, Tensor.create(targets, b)).unsqueeze(1),
        Tensor.create(batch.itemFallback(), b, 1),
        vectors.index_select(0, Tensor.create(history, (long) b * length)).view(b, length, width),
        Tensor.create(batch.historyMask(), b, length),
        Optional.of(Tensor.create(batch.hidden(), b, length)),
        users.map(u -> new CtrInputs.User<>(u, Tensor.create(batch.profileKnown(), b, 1))),
        searches.map(s -> new CtrInputs.Search<>(s, Tensor.create(batch.searchKnown(), b, 1))));
  }

  private static long[] widen(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
