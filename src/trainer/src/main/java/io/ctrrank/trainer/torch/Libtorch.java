package io.ctrrank.trainer.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * The native library. Its Java classes load it when they are initialized, and two threads that
 * begin with different ones wait for each other for ever: each holds a class that the other's
 * loading needs. So whoever may be the first to touch a tensor calls {@link #load} or {@link
 * #useThreads} before.
 */
final class Libtorch {
  static {
    Loader.load(torch.class);
  }

  private Libtorch() {}

  /** Returns once the library is loaded, by this thread or another. */
  static void load() {
    // The class is initialized by now.
  }

  /**
   * Matrix products have threads of their own, which libtorch's setting does not reach. On busy
   * cores they wait for each other actively, and a product takes a hundred times as long.
   */
  static void useThreads(int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }
}
