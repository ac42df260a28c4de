package io.ctrrank.benchmarks;

import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.model.ModelOptions;
import io.ctrrank.runtime.model.SharedEncoders;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.ReadText;
import io.ctrrank.runtime.tier.TierStats;
import io.ctrrank.runtime.tier.VectorTiers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way of a miss on a node: queue, tokenizer, encoder, adaptor, half precision, cache, and
 * write-back to a real Redis.
 */
final class WholePath implements AutoCloseable {
  private static final long CACHE_BYTES = 64L << 20;

  private final ExecutorService encoders;
  private final ExecutorService writers = Executors.newFixedThreadPool(2);
  private final OnnxEngine engine = OnnxEngine.create(Device.CPU);
  private final LocalRedis redis = LocalRedis.start();
  private final LoadedModel model;
  private final RedisStore store;
  private final VectorTiers tiers;
  private final ModelVectors vectors;
  private int catalogues;

  /**
   * @param threads that encode
   * @param texts most texts of one call
   */
  WholePath(Bundle bundle, int threads, int texts) throws BundleException {
    this.encoders = Executors.newFixedThreadPool(threads);
    this.model =
        LoadedModel.load(
            bundle, engine, new SharedEncoders(), encoders, new ModelOptions(1, threads, texts));
    this.store =
        new RedisStore(RedisOptions.builder(redis.host()).port(redis.port()).build(), writers);
    this.tiers =
        VectorTiers.shared(new VectorCache(CACHE_BYTES), store, writers, System::currentTimeMillis);
    this.vectors =
        tiers.of(
            bundle.manifest().embedding().orElseThrow().version(),
            bundle.manifest().embedding().orElseThrow().dimension(),
            model.encoder().orElseThrow(),
            failure -> {
              throw new IllegalStateException(failure);
            });
  }

  /** The vectors of texts that no tier has. */
  List<short[]> encode(List<String> texts) {
    String catalogue = "round-" + catalogues++;
    long stamp = vectors.now();
    List<CompletableFuture<short[]>> encoded = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      ReadText read = new ReadText(text, TextFingerprint.ofText(text), stamp);
      encoded.add(vectors.encode(catalogue, "item-" + i, read));
    }
    return encoded.stream().map(CompletableFuture::join).toList();
  }

  /** What the tiers did so far. */
  TierStats stats() {
    return tiers.stats();
  }

  @Override
  public void close() {
    model.close();
    engine.close();
    encoders.close();
    writers.close();
    store.close();
    redis.close();
  }
}
