/**
 * Which items or users a teacher is asked about: a stratified sample with probabilities by
 * importance, so that what is told of it can be weighted back to all of them.
 */
@NullMarked
package io.ctrrank.trainer.knowledge.sampling;

import org.jspecify.annotations.NullMarked;
