/**
 * What the rest of the trainer knows of training a click model: options, progress, and the trained
 * model. How a model computes is behind these types.
 */
@NullMarked
package io.ctrrank.trainer.training;

import org.jspecify.annotations.NullMarked;
