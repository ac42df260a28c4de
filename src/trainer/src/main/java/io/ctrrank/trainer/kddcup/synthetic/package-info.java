/**
 * Files in exactly the format of KDD Cup 2012 track 2, made up from a seed, of any size, with a
 * click model in them that a learner can find. For tests and for measuring; nothing in them comes
 * from the original.
 */
@NullMarked
package io.ctrrank.trainer.kddcup.synthetic;

import org.jspecify.annotations.NullMarked;
