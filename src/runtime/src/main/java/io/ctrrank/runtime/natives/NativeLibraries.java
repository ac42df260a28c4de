package io.ctrrank.runtime.natives;

import java.nio.file.Path;

/**
 * Where the native libraries of ONNX Runtime and of the tokenizer are loaded from. Without a folder
 * both unpack themselves from their jars into temporary files, which a server may forbid.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Makes both load from {@code folder} (sets {@code onnxruntime.native.path} and {@code
   * RUST_LIBRARY_PATH}). Call before the first engine or tokenizer of the JVM; calling again with
   * the same folder does no harm.
   *
   * @throws IllegalStateException if a library is not in the folder, or a property did not take (as
   *     without the entitlement {@code write_system_properties})
   */
  public static void useFolder(Path folder) {
    throw new UnsupportedOperationException();
  }
}
