package io.ctrrank.runtime.encode;

import java.util.List;

/** Turns texts into adapted vectors, a batch at a time. Thread-safe. */
public interface VectorEncoder {
  /** Adapted item vectors of item texts, in order; d half-precision components each. */
  List<short[]> items(List<String> texts);

  /** Adapted user vectors of profile texts, in order; d half-precision components each. */
  List<short[]> users(List<String> texts);
}
