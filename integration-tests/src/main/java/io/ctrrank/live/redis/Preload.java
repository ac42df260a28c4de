package io.ctrrank.live.redis;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.live.ads.AdText;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.model.ModelOptions;
import io.ctrrank.runtime.model.SharedEncoders;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/**
 * Computes the vectors of items and puts them into Redis to stay, without a node: with the encoder,
 * the fingerprint and the store that nodes use, so that they find what they would have made.
 */
public final class Preload {
  private static final int BATCH = 128;

  private final Bundle bundle;
  private final String catalogue;
  private final List<String> textFields;

  /**
   * @param bundle folder of an assembled bundle with an encoder
   * @param catalogue {@code index.ctr.catalogue} of the indices that hold the items
   * @param textFields {@code index.ctr.text_fields} of these indices
   */
  public Preload(Path bundle, String catalogue, List<String> textFields) throws BundleException {
    this.bundle = Bundle.open(bundle);
    this.catalogue = catalogue;
    this.textFields = List.copyOf(textFields);
  }

  /**
   * Encodes on all processors.
   *
   * @param progress told how many items are in Redis
   * @throws IOException if Redis does not take them
   */
  public void run(LocalRedis redis, List<Item> items, IntConsumer progress)
      throws IOException, BundleException {
    int processors = Runtime.getRuntime().availableProcessors();
    RedisOptions options = RedisOptions.builder(redis.host()).port(redis.port()).build();
    try (ExecutorService threads = Executors.newFixedThreadPool(processors + 1);
        OnnxEngine engine = OnnxEngine.create(Device.CPU);
        LoadedModel model =
            LoadedModel.load(
                bundle,
                engine,
                new SharedEncoders(),
                threads,
                new ModelOptions(1, processors, BATCH));
        RedisStore store = new RedisStore(options, threads)) {
      EncodeQueue encoder = model.encoder().orElseThrow();
      for (int from = 0; from < items.size(); from += BATCH) {
        int to = Math.min(from + BATCH, items.size());
        StoreStatus status = store.put(encode(encoder, items.subList(from, to)));
        if (status != StoreStatus.OK) {
          throw new IOException("redis does not take vectors, it is [" + status + "]");
        }
        progress.accept(to);
      }
    }
  }

  private List<VectorStore.Entry> encode(EncodeQueue encoder, List<Item> items) {
    TextTemplate template = bundle.manifest().schema().itemText().orElseThrow();
    String version = bundle.manifest().embedding().orElseThrow().version();
    long stamp = System.currentTimeMillis();
    List<CompletableFuture<short[]>> vectors = new ArrayList<>();
    for (Item item : items) {
      vectors.add(encoder.item(template.render(field -> AdText.values(item, field))));
    }
    List<VectorStore.Entry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      entries.add(
          new VectorStore.Entry(
              new VectorKey(version, catalogue, item.id()),
              new CachedVector(AdText.fingerprint(item, textFields), stamp, vectors.get(i).join()),
              VectorStore.Lifetime.PRELOADED));
    }
    return entries;
  }
}
