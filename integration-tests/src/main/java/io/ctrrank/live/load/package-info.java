/**
 * Searches of many users at a time, every page of which is looked at: whether it failed, whether
 * its scores are all of one scale, what the node said was worse than it should be.
 */
@NullMarked
package io.ctrrank.live.load;

import org.jspecify.annotations.NullMarked;
