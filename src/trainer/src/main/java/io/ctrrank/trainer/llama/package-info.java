/**
 * Llama-style decoders as encoders: config.json and weights of Hugging Face's layout become one
 * ONNX graph from token ids to hidden states. What the graph does not compute is refused by name.
 */
@NullMarked
package io.ctrrank.trainer.llama;

import org.jspecify.annotations.NullMarked;
