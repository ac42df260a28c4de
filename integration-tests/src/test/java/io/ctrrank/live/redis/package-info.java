/** Tests with a real Redis and without a node. */
@NullMarked
package io.ctrrank.live.redis;

import org.jspecify.annotations.NullMarked;
