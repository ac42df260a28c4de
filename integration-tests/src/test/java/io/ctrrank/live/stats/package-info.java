/** Tests of what is made of a node's counts. */
@NullMarked
package io.ctrrank.live.stats;

import org.jspecify.annotations.NullMarked;
