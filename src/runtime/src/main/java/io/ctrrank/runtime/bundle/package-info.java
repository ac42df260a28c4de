/**
 * Model bundles on disk: reads and writes their manifest and verifies every file before anything is
 * loaded from it. Knows nothing of ONNX Runtime.
 */
@NullMarked
package io.ctrrank.runtime.bundle;

import org.jspecify.annotations.NullMarked;
