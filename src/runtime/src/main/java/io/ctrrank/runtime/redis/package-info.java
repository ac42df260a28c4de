/**
 * The store of vectors and users in Redis: keys, values, connections, and what happens when it is
 * away. The only package that knows Jedis.
 */
@NullMarked
package io.ctrrank.runtime.redis;

import org.jspecify.annotations.NullMarked;
