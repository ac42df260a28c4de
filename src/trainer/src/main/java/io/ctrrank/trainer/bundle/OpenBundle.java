package io.ctrrank.trainer.bundle;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.model.ModelOptions;
import io.ctrrank.runtime.model.SharedEncoders;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.text.EncodeListener;
import io.ctrrank.trainer.text.EncoderSource;
import io.ctrrank.trainer.text.TextGroup;
import io.ctrrank.trainer.text.TextVectorizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A bundle loaded into the runtime, as a node loads it, for offline work: vectors of a data set and
 * scores of its rows. Not thread-safe.
 */
public final class OpenBundle implements AutoCloseable {
  private static final int ENCODE_CAPACITY = 1_000;

  private final OnnxEngine engine;
  private final ExecutorService executor;
  private final LoadedModel model;
  private final int threads;

  private OpenBundle(OnnxEngine engine, ExecutorService executor, LoadedModel model, int threads) {
    this.engine = engine;
    this.executor = executor;
    this.model = model;
    this.threads = threads;
  }

  /**
   * Verifies and loads a bundle.
   *
   * @param folder the bundle's folder, encoder included
   * @param device what to run on
   * @param threads batches encoded side by side
   * @throws BundleException naming the file and the reason
   */
  public static OpenBundle open(Path folder, Device device, int threads) throws BundleException {
    Bundle bundle = Bundle.open(folder);
    OnnxEngine engine = OnnxEngine.create(device);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      return new OpenBundle(
          engine,
          executor,
          LoadedModel.load(
              bundle,
              engine,
              new SharedEncoders(),
              executor,
              new ModelOptions(1, threads, ENCODE_CAPACITY)),
          threads);
    } catch (BundleException | RuntimeException e) {
      executor.shutdown();
      engine.close();
      throw e;
    }
  }

  /** The bundle's manifest. */
  public ModelManifest manifest() {
    return model.manifest();
  }

  /**
   * Adapted vectors of the catalogue, through the bundle's own encoder and adaptor.
   *
   * @param storeFolder vectors are kept there under the embedding version
   * @throws IllegalArgumentException if the model has no encoder
   */
  public List<short[]> itemVectors(Dataset dataset, Path storeFolder, EncodeListener listener)
      throws IOException {
    return adapted(
        BundleEncoderSource.items(embedding(), encoder()),
        dataset.itemTexts(schema()),
        storeFolder,
        listener);
  }

  /** Everything adapted that scoring the data set's rows needs; empty without an encoder. */
  public AdaptedVectors vectors(Dataset dataset, Path storeFolder, EncodeListener listener)
      throws IOException {
    if (model.encoder().isEmpty()) {
      return AdaptedVectors.NONE;
    }
    List<short[]> items = itemVectors(dataset, storeFolder, listener);
    List<short[]> profiles =
        schema().profile().isEmpty()
            ? List.of()
            : adapted(
                BundleEncoderSource.profiles(embedding(), encoder()),
                dataset.profileTexts(),
                storeFolder,
                listener);
    List<short[]> searches =
        schema().query()
            ? adapted(
                BundleEncoderSource.items(embedding(), encoder()),
                dataset.searchTexts(),
                storeFolder,
                listener)
            : List.of();
    return new AdaptedVectors(items, profiles, searches);
  }

  private List<short[]> adapted(
      EncoderSource source, List<String> texts, Path storeFolder, EncodeListener listener)
      throws IOException {
    // The bundle cuts texts itself; the length is part of the embedding version.
    TextGroup group = new TextGroup(texts, Integer.MAX_VALUE);
    float[][] vectors =
        new TextVectorizer(storeFolder, source, threads, listener)
            .vectors(List.of(group))
            .getFirst();
    return Arrays.stream(vectors).map(Fp16::encode).toList();
  }

  /** Uncalibrated logit of each row, through the runtime's scorer. */
  public double[] logits(Dataset dataset, ExampleSet rows, AdaptedVectors vectors) {
    RuntimeScorer scorer = new RuntimeScorer(model.scorer(), schema(), dataset, vectors);
    double[] logits = new double[rows.size()];
    for (int row = 0; row < logits.length; row++) {
      logits[row] = scorer.logit(rows, row);
    }
    return logits;
  }

  /**
   * Adapted vectors of texts of items or searches, through the bundle's own encoder and adaptor,
   * not stored.
   */
  public List<short[]> encodeItems(List<String> texts) {
    EncodeQueue queue = encoder();
    return texts.stream().map(queue::item).toList().stream().map(CompletableFuture::join).toList();
  }

  /** Adapted vectors of profile texts, through the bundle's own encoder and adaptor, not stored. */
  public List<short[]> encodeProfiles(List<String> texts) {
    EncodeQueue queue = encoder();
    return texts.stream().map(queue::user).toList().stream().map(CompletableFuture::join).toList();
  }

  private EncodeQueue encoder() {
    return model
        .encoder()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model ["
                        + manifest().id()
                        + "] has no encoder; expected a model that reads texts, such as [msd]"));
  }

  private FeatureSchema schema() {
    return manifest().schema();
  }

  private EmbeddingManifest embedding() {
    return manifest().embedding().orElseThrow();
  }

  @Override
  public void close() {
    model.close();
    executor.shutdown();
    engine.close();
  }
}
