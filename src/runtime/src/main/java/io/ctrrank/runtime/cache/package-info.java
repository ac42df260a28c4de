/**
 * The in-process tier of the vector cache: adapted vectors in half precision, bounded in bytes. A
 * vector is only ever found under the embedding version that made it.
 */
@NullMarked
package io.ctrrank.runtime.cache;

import org.jspecify.annotations.NullMarked;
