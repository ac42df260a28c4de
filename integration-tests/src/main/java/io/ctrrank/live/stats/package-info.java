/** What nodes count, read over HTTP, and what happened between two readings. */
@NullMarked
package io.ctrrank.live.stats;

import org.jspecify.annotations.NullMarked;
