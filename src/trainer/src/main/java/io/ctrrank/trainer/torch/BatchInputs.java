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
  private final int[] slots;

  BatchInputs(ClickNetwork network, DataTensors data, int items) {
    this.network = network;
    this.data = data;
    this.slots = new int[items];
    Arrays.fill(slots, -1);
  }

  /**
   * Inputs for training: only items and profiles of the batch pass the layers before the network.
   */
  CtrInputs<Tensor> adapted(TorchOps ops, Batch batch) {
    if (network.item().isEmpty()) {
      return inputs(batch, Optional.empty());
    }
    ContentLayer layer = network.item().get();
    long[] targets = new long[batch.size()];
    long[] history = new long[batch.historyItems().length];
    Tensor unique = unique(batch, targets, history);
    Tensor vectors = layer.forward(ops, data.itemContent().orElseThrow().index_select(0, unique));
    Optional<Tensor> users =
        network
            .user()
            .map(
                user ->
                    user.forward(
                        ops,
                        data.pooledProfiles()
                            .orElseThrow()
                            .index_select(0, Tensor.create(batch.profiles(), batch.size()))));
    return inputs(batch, Optional.of(vectors(batch, vectors, targets, history, users)));
  }

  /**
   * Inputs for evaluation.
   *
   * @param items vectors of the whole catalogue
   * @param profiles adapted vectors of all profiles
   */
  CtrInputs<Tensor> cached(Batch batch, Optional<Tensor> items, Optional<Tensor> profiles) {
    return inputs(
        batch,
        items.map(
            all ->
                vectors(
                    batch,
                    all,
                    widen(batch.items()),
                    widen(batch.historyItems()),
                    profiles.map(
                        p -> p.index_select(0, Tensor.create(batch.profiles(), batch.size()))))));
  }

  private CtrInputs<Tensor> inputs(Batch batch, Optional<CtrInputs.Vectors<Tensor>> vectors) {
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
        batch.training() ? data.counts().map(c -> counts(c, batch)) : Optional.empty());
  }

  private static CtrInputs.Counts<Tensor> counts(Tensor table, Batch batch) {
    int b = batch.size();
    return new CtrInputs.Counts<>(
        torch.embedding(table, Tensor.create(batch.itemCountRows(), b, 1)),
        torch.embedding(table, Tensor.create(batch.historyCountRows(), b, batch.length())));
  }

  private static CtrInputs.Vectors<Tensor> vectors(
      Batch batch, Tensor vectors, long[] targets, long[] history, Optional<Tensor> users) {
    int b = batch.size();
    int length = batch.length();
    long width = vectors.size(1);
    return new CtrInputs.Vectors<>(
        vectors.index_select(0, Tensor.create(targets, b)).unsqueeze(1),
        Tensor.create(batch.itemFallback(), b, 1),
        vectors.index_select(0, Tensor.create(history, (long) b * length)).view(b, length, width),
        Tensor.create(batch.historyMask(), b, length),
        Optional.of(Tensor.create(batch.hidden(), b, length)),
        users.map(u -> new CtrInputs.User<>(u, Tensor.create(batch.profileKnown(), b, 1))));
  }

  /** The distinct items of a batch; fills in where each target and history item stands. */
  private Tensor unique(Batch batch, long[] targets, long[] history) {
    long[] unique = new long[targets.length + history.length];
    int count = 0;
    for (int i = 0; i < targets.length + history.length; i++) {
      int item = i < targets.length ? batch.items()[i] : batch.historyItems()[i - targets.length];
      if (slots[item] < 0) {
        slots[item] = count;
        unique[count++] = item;
      }
      if (i < targets.length) {
        targets[i] = slots[item];
      } else {
        history[i - targets.length] = slots[item];
      }
    }
    for (int i = 0; i < count; i++) {
      slots[(int) unique[i]] = -1;
    }
    return Tensor.create(Arrays.copyOf(unique, count), count);
  }

  private static long[] widen(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
