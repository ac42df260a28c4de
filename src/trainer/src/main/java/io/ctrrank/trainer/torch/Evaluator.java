package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.ContentLayer;
import io.ctrrank.trainer.network.FeatureAdaptor;
import io.ctrrank.trainer.network.TrainingStage;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Computes logits as serving does: adapted vectors in half precision, nothing random. */
final class Evaluator {
  private static final int BATCH = 1024;

  /** Token states are large: a batch of them should fit the memory that training needs anyway. */
  private static final int BATCH_OF_TOKENS = 256;

  private final ClickNetwork network;
  private final ModelForm form;
  private final DataTensors data;

  Evaluator(ClickNetwork network, ModelForm form, DataTensors data) {
    this.network = network;
    this.form = form;
    this.data = data;
  }

  /** One logit a row. */
  float[] logits(Weights weights, ExampleSet rows) {
    return logits(new TrainingStage.EndToEnd(network.ctr()), weights, rows);
  }

  /** One logit a row, of what a stage of training trains. */
  float[] logits(TrainingStage stage, Weights weights, ExampleSet rows) {
    float[] logits = new float[rows.size()];
    int[] order = IntStream.range(0, rows.size()).toArray();
    BatchReader reader = BatchReader.evaluation(rows, form);
    BatchInputs inputs = new BatchInputs(network, data, form);
    TorchOps ops = TorchOps.evaluation(weights);
    try (PointerScope outer = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Optional<Tensor> items = adapted(ops, network.item(), data.itemContent());
      Optional<Tensor> profiles = adapted(ops, network.user(), data.pooledProfiles());
      Optional<Tensor> queries =
          data.pooledQueries().map(pooled -> network.item().orElseThrow().forward(ops, pooled));
      Optional<Tensor> searches = adapted(ops, searchAdaptor(), data.pooledSearches());
      int size = data.tokens().isPresent() ? BATCH_OF_TOKENS : BATCH;
      for (int from = 0; from < order.length; from += size) {
        int to = Math.min(order.length, from + size);
        try (PointerScope scope = new PointerScope()) {
          Batch batch = reader.read(order, from, to, 0);
          Tensor result =
              stage.logits(ops, inputs.cached(batch, items, profiles, queries, searches));
          FloatPointer values = result.contiguous().data_ptr_float();
          values.get(logits, from, to - from);
        }
      }
    }
    // Batches differ in size, and the C library keeps what it was given for the largest: a report
    // of long histories came to hold 19 GB, 17 of them unused.
    Pointer.trimMemory();
    return logits;
  }

  /** Adapted vectors of the whole catalogue, row-major {@code [items, d]}; empty without text. */
  float[] itemVectors(Weights weights) {
    return vectors(weights, network.encodedItem(), data.itemContent());
  }

  /** Adapted vectors of all profiles, row-major {@code [profiles, d]}; empty without them. */
  float[] profileVectors(Weights weights) {
    return vectors(weights, network.user(), data.pooledProfiles());
  }

  /** Adapted vectors of all texts of searches, row-major; empty for models that read none. */
  float[] searchVectors(Weights weights) {
    return vectors(weights, searchAdaptor(), data.pooledSearches());
  }

  private Optional<FeatureAdaptor> searchAdaptor() {
    return network.textAdaptor().filter(adaptor -> data.pooledSearches().isPresent());
  }

  private static float[] vectors(
      Weights weights, Optional<? extends ContentLayer> adaptor, Optional<Tensor> pooled) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Optional<Tensor> vectors = adapted(TorchOps.evaluation(weights), adaptor, pooled);
      if (vectors.isEmpty()) {
        return new float[0];
      }
      float[] values = new float[Math.toIntExact(vectors.get().numel())];
      vectors.get().contiguous().data_ptr_float().get(values);
      return values;
    }
  }

  private static Optional<Tensor> adapted(
      TorchOps ops, Optional<? extends ContentLayer> adaptor, Optional<Tensor> pooled) {
    return adaptor.map(a -> a.forward(ops, pooled.orElseThrow()));
  }
}
