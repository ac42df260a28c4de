/**
 * A trained model on disk, before it becomes a bundle: the weights and everything about how they
 * came about.
 */
@NullMarked
package io.ctrrank.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
