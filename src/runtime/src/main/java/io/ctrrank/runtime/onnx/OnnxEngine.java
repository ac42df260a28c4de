package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * ONNX Runtime on one device. Opens graphs; whoever opens a graph closes it. Thread-safe.
 *
 * <p>The device is for the graphs that texts pass, encoder and adaptors. A window's scores are a
 * few milliseconds of small operators on a search thread, so {@code ctr.onnx} stays on the CPU
 * whatever the device.
 *
 * <p>Sessions run with one intra-op thread and without spinning: parallelism comes from requests
 * running side by side on the callers' threads, so that native threads never compete with the
 * node's own.
 */
public final class OnnxEngine implements AutoCloseable {
  /**
   * A model of one Identity node over float [1]: making a session of it proves the device works.
   */
  private static final byte[] PROBE =
      HexFormat.of()
          .parseHex(
              "08083a370a100a017812017922084964656e746974791201705a0f0a0178120a"
                  + "0a08080112040a020801620f0a0179120a0a08080112040a02080142021011");

  private final OrtEnvironment environment;
  private final Device provider;
  private final Optional<String> fallbackReason;
  private volatile boolean closed;

  private OnnxEngine(OrtEnvironment environment, Device provider, Optional<String> fallbackReason) {
    this.environment = environment;
    this.provider = provider;
    this.fallbackReason = fallbackReason;
  }

  /**
   * Loads ONNX Runtime and settles the device.
   *
   * @throws IllegalStateException if the native library does not load, or if CUDA was asked for and
   *     does not work; names what is missing and the remedy
   */
  public static OnnxEngine create(Device device) {
    OrtEnvironment environment = loadEnvironment();
    if (device.kind() == Device.Kind.CPU) {
      return new OnnxEngine(environment, Device.CPU, Optional.empty());
    }
    Device cuda = Device.cuda(device.index());
    Optional<String> problem = cudaProblem(environment, cuda);
    if (problem.isEmpty()) {
      return new OnnxEngine(environment, cuda, Optional.empty());
    }
    if (device.kind() == Device.Kind.CUDA) {
      throw new IllegalStateException(problem.get());
    }
    return new OnnxEngine(environment, Device.CPU, problem);
  }

  /** The device in use, {@code cpu} or {@code cuda:<n>}: never {@code auto}. */
  public Device provider() {
    return provider;
  }

  /** With {@code auto}: why the CPU was chosen. */
  public Optional<String> fallbackReason() {
    return fallbackReason;
  }

  /** Version of ONNX Runtime. */
  public String version() {
    return environment.getVersion();
  }

  /** Refuses further graphs; open ones stay open until their owners close them. */
  @Override
  public void close() {
    closed = true;
  }

  OrtEnvironment environment() {
    return environment;
  }

  /**
   * Opens a session.
   *
   * @param device {@link #provider()}, or the CPU
   */
  OrtSession session(Path file, Device device) throws OrtException {
    if (closed) {
      throw new IllegalStateException("ONNX engine is closed; create another");
    }
    try (SessionOptions options = options(device)) {
      return environment.createSession(file.toString(), options);
    }
  }

  private static SessionOptions options(Device device) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      // A pattern is kept for every distinct set of input shapes, and windows and histories come in
      // thousands of them.
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      if (device.kind() == Device.Kind.CUDA) {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
          // Scores must not depend on the device beyond rounding.
          cuda.add("use_tf32", "0");
          options.addCUDA(cuda);
        }
      }
      return options;
    } catch (OrtException | RuntimeException | Error e) {
      options.close();
      throw e;
    }
  }

  private static OrtEnvironment loadEnvironment() {
    try {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "ctr-rank");
    } catch (LinkageError | IllegalStateException e) {
      throw new IllegalStateException(
          "ONNX Runtime's native library does not load: "
              + rootCause(e)
              + "; check that it is built for this platform and that its folder can be read",
          e);
    }
  }

  /** The library loads in a static initialiser, which wraps what went wrong. */
  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return root;
  }

  private static Optional<String> cudaProblem(OrtEnvironment environment, Device device) {
    Optional<String> notBuilt =
        CudaDiagnosis.notInBuild(
            device, environment.getVersion(), OrtEnvironment.getAvailableProviders());
    if (notBuilt.isPresent()) {
      return notBuilt;
    }
    try (SessionOptions options = options(device);
        OrtSession session = environment.createSession(PROBE, options)) {
      return session.getNumInputs() == 1
          ? Optional.empty()
          : Optional.of("device [" + device + "] loads a model wrongly; use device [cpu]");
    } catch (OrtException | LinkageError e) {
      return Optional.of(CudaDiagnosis.explain(device, String.valueOf(e.getMessage())));
    }
  }
}
