/**
 * Where the native libraries of ONNX Runtime and of the tokenizer come from. Must be settled before
 * either is first used in a JVM.
 */
@NullMarked
package io.ctrrank.runtime.natives;

import org.jspecify.annotations.NullMarked;
