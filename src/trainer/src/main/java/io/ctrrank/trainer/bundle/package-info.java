/**
 * Trained models as bundles: export, the model card, vectors of a catalogue, and scoring through
 * the runtime as a node does it.
 */
@NullMarked
package io.ctrrank.trainer.bundle;

import org.jspecify.annotations.NullMarked;
