/**
 * Frozen-encoder vectors of item and profile texts: computed once, kept on disk. Training reads
 * them instead of running the encoder again in every epoch.
 */
@NullMarked
package io.ctrrank.trainer.text;

import org.jspecify.annotations.NullMarked;
