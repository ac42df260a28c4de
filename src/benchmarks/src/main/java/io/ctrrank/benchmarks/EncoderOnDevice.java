package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.EncoderSession;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A bundle's encoder on one device, its tokenizer and adaptor with it, as a node runs them. */
final class EncoderOnDevice implements AutoCloseable {
  private final Bundle bundle;
  private final OnnxEngine engine;
  private final EncoderSession session;

  EncoderOnDevice(Device device, Bundle bundle) throws Exception {
    this.bundle = bundle;
    this.engine = OnnxEngine.create(device);
    this.session = EncoderSession.open(engine, bundle.file(ModelManifest.ENCODER));
  }

  OnnxEngine engine() {
    return engine;
  }

  /** The batch size that a node uses on this device. */
  int usualBatchSize() throws Exception {
    try (TextEncoder usual = TextEncoder.open(session, bundle)) {
      return usual.batchSize();
    }
  }

  /** An encoder of this device; closed by the caller, before this. */
  TextEncoder encoder(int batchSize) throws Exception {
    return TextEncoder.open(session, bundle, batchSize);
  }

  /**
   * Encodes all texts batch by batch in the order they come in, as the queue of a node hands them
   * over, on so many threads; what remains of the last batch is left out.
   *
   * @return texts a second
   */
  double rate(List<String> texts, int batchSize, int threads) throws Exception {
    AtomicInteger next = new AtomicInteger();
    int batches = texts.size() / batchSize;
    try (TextEncoder encoder = encoder(batchSize);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      encoder.items(texts.subList(0, batchSize));
      long start = System.nanoTime();
      CompletableFuture<?>[] running = new CompletableFuture<?>[threads];
      for (int thread = 0; thread < threads; thread++) {
        running[thread] =
            CompletableFuture.runAsync(
                () -> {
                  for (int i = next.getAndIncrement(); i < batches; i = next.getAndIncrement()) {
                    encoder.items(texts.subList(i * batchSize, (i + 1) * batchSize));
                  }
                },
                pool);
      }
      CompletableFuture.allOf(running).join();
      return batches * batchSize * 1e9 / (System.nanoTime() - start);
    }
  }

  @Override
  public void close() {
    session.close();
    engine.close();
  }
}
