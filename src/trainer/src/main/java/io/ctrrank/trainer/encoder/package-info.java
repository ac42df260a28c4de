/**
 * Text encoders in folders of their own: the graph, its tokenizer, and what is known of them. A
 * folder takes the place of the encoder that the trainer comes with.
 */
@NullMarked
package io.ctrrank.trainer.encoder;

import org.jspecify.annotations.NullMarked;
