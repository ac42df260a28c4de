/** What the plugin did on this node, counted and timed, for {@code GET /_ctr/stats}. */
@NullMarked
package io.ctrrank.plugin.stats;

import org.jspecify.annotations.NullMarked;
