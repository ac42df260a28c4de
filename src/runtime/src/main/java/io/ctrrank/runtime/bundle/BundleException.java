package io.ctrrank.runtime.bundle;

import org.jspecify.annotations.Nullable;

/**
 * A model bundle cannot be used. The message names the bundle, the file, what was found, what was
 * expected and the remedy, for example {@code model bundle [msd]: file [ctr.onnx] has sha256 [..]
 * but the manifest says [..]; copy the bundle again}.
 */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong with the bundle {@code id}. */
  public BundleException(String id, String problem) {
    this(id, problem, null);
  }

  /** What is wrong with the bundle {@code id}, and what caused it. */
  public BundleException(String id, String problem, @Nullable Throwable cause) {
    super("model bundle [" + id + "]: " + problem, cause);
  }
}
