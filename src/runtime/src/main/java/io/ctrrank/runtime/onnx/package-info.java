/**
 * ONNX Runtime, and the only package that sees it: sessions, the CTR scorer and the text encoder.
 * Everything that holds native memory is closed by whoever opened it.
 */
@NullMarked
package io.ctrrank.runtime.onnx;

import org.jspecify.annotations.NullMarked;
