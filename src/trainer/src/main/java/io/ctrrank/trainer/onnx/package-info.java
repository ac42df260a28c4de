/**
 * Writes ONNX graphs: a small builder over the protobuf classes, and the implementation of the
 * network operations that appends nodes to it. Knows nothing of libtorch or ONNX Runtime.
 */
@NullMarked
package io.ctrrank.trainer.onnx;

import org.jspecify.annotations.NullMarked;
