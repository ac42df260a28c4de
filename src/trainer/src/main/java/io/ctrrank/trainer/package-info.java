/** Trainer of ctr-rank. */
@NullMarked
package io.ctrrank.trainer;

import org.jspecify.annotations.NullMarked;
