/**
 * The tiers that vectors come from: this process, the store that all nodes share, the encoder. What
 * a lower tier gives is kept in those above it.
 */
@NullMarked
package io.ctrrank.runtime.tier;

import org.jspecify.annotations.NullMarked;
