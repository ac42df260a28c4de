/** The rescorer itself: reads the hits of a window, scores them in one run, explains the scores. */
@NullMarked
package io.ctrrank.plugin.rescore;

import org.jspecify.annotations.NullMarked;
