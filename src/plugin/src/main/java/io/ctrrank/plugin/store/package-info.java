/** The store that nodes share, as this node reaches it. */
@NullMarked
package io.ctrrank.plugin.store;

import org.jspecify.annotations.NullMarked;
