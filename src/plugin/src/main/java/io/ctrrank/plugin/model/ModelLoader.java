package io.ctrrank.plugin.model;

import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.model.ModelOptions;
import io.ctrrank.runtime.model.SharedEncoders;
import io.ctrrank.runtime.natives.NativeLibraries;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns bundle folders into serving models. Native libraries are loaded with the first bundle, so
 * that a node without bundles loads none, unless it is told to use CUDA. Loads one bundle at a
 * time; closed after the models it loaded. Thread-safe.
 */
public final class ModelLoader implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(ModelLoader.class);

  private final CtrSettings settings;
  private final Path natives;
  private final Executor encodeExecutor;
  private final ModelMemory memory;
  private final SharedEncoders encoders = new SharedEncoders();
  private volatile @Nullable OnnxEngine engine;

  /**
   * @param settings device and limits
   * @param natives folder of the plugin that holds the native libraries; where it does not exist
   *     the libraries unpack themselves from their jars
   * @param encodeExecutor runs the encoder
   * @param memory told what models take
   */
  public ModelLoader(
      CtrSettings settings, Path natives, Executor encodeExecutor, ModelMemory memory) {
    this.settings = settings;
    this.natives = natives;
    this.encodeExecutor = encodeExecutor;
    this.memory = memory;
  }

  /**
   * Demands what the setting {@code ctr.encoder.device} demands, before there is anything to load:
   * a node told to use CUDA that has none must not join and encode on what nobody planned for. With
   * {@code cpu} and {@code auto} there is nothing to demand.
   *
   * @throws IllegalStateException if the device is CUDA and does not work, naming what is missing
   */
  public synchronized void requireDevice() {
    if (settings.device().kind() == Device.Kind.CUDA) {
      try {
        engine();
      } catch (IllegalStateException e) {
        throw new IllegalStateException(
            "setting [" + CtrSettings.DEVICE.getKey() + "]: " + e.getMessage(), e);
      }
    }
  }

  /** The device that texts are encoded on; empty before ONNX Runtime is loaded. */
  public Optional<Device> provider() {
    return Optional.ofNullable(engine).map(OnnxEngine::provider);
  }

  /**
   * Verifies and loads the bundle in {@code folder}.
   *
   * @throws BundleException naming the file and the reason
   * @throws IllegalStateException if ONNX Runtime does not load or the device does not work
   * @throws org.elasticsearch.common.breaker.CircuitBreakingException (429) if the node has no
   *     memory left for it
   */
  synchronized ModelState.Ready load(Path folder, ModelState.Origin origin) throws BundleException {
    Bundle bundle = Bundle.open(folder);
    OnnxEngine running = engine();
    ModelOptions options =
        new ModelOptions(
            settings.processors(), settings.encoderThreads(), settings.encoderQueueSize());
    ModelMemory.Reservation reservation = memory.reserve(bundle.manifest());
    try {
      LoadedModel model = LoadedModel.load(bundle, running, encoders, encodeExecutor, options);
      Device provider = model.encoder().isPresent() ? running.provider() : Device.CPU;
      return new ModelState.Ready(
          bundle.manifest().id(), origin, model, provider.toString(), reservation);
    } catch (BundleException | RuntimeException | Error e) {
      reservation.close();
      throw e;
    }
  }

  /**
   * Loads a bundle and lets it go again.
   *
   * @throws BundleException naming the file and the reason
   * @throws org.elasticsearch.common.breaker.CircuitBreakingException (429) if the node has no
   *     memory left for it
   */
  public void tryOut(Path folder) throws BundleException {
    load(folder, ModelState.Origin.INDEX).close();
  }

  private OnnxEngine engine() {
    OnnxEngine running = engine;
    if (running == null) {
      if (Files.isDirectory(natives)) {
        NativeLibraries.useFolder(natives);
      }
      running = OnnxEngine.create(settings.device());
      engine = running;
      running
          .fallbackReason()
          .ifPresent(
              reason ->
                  LOGGER.warn(
                      "setting [{}] is [auto] and the CPU stands in: {}",
                      CtrSettings.DEVICE.getKey(),
                      reason));
      LOGGER.info(
          "texts are encoded on [{}], ONNX Runtime [{}]", running.provider(), running.version());
    }
    return running;
  }

  @Override
  public synchronized void close() {
    OnnxEngine running = engine;
    if (running != null) {
      running.close();
    }
  }
}
