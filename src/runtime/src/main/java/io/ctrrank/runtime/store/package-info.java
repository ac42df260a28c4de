/**
 * What a store outside of the process keeps for all nodes: vectors of items, and what is known of
 * users. Seams only; the store itself is somebody else's package.
 */
@NullMarked
package io.ctrrank.runtime.store;

import org.jspecify.annotations.NullMarked;
