package io.ctrrank.runtime.onnx;

import java.util.Optional;

/**
 * ONNX Runtime on one device. Opens graphs; whoever opens a graph closes it. Thread-safe.
 *
 * <p>Sessions run with one intra-op thread and without spinning: parallelism comes from requests
 * running side by side on the caller's threads, so that native threads never compete with the
 * node's own.
 */
public final class OnnxEngine implements AutoCloseable {
  private OnnxEngine() {}

  /**
   * Loads ONNX Runtime and settles the device.
   *
   * @throws IllegalStateException if the native library does not load, or if CUDA was asked for and
   *     does not work; names what is missing and the remedy
   */
  public static OnnxEngine create(Device device) {
    throw new UnsupportedOperationException();
  }

  /** The device in use, {@code cpu} or {@code cuda:<n>}: never {@code auto}. */
  public Device provider() {
    throw new UnsupportedOperationException();
  }

  /** With {@code auto}: why the CPU was chosen. */
  public Optional<String> fallbackReason() {
    throw new UnsupportedOperationException();
  }

  /** Version of ONNX Runtime. */
  public String version() {
    throw new UnsupportedOperationException();
  }

  /** Refuses further graphs; open ones stay open until their owners close them. */
  @Override
  public void close() {}
}
