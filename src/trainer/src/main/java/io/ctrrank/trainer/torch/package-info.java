/**
 * Trains and evaluates the networks on libtorch. The only package that touches native tensors:
 * whatever leaves it is Java arrays and files. Native memory is scoped per step.
 */
@NullMarked
package io.ctrrank.trainer.torch;

import org.jspecify.annotations.NullMarked;
