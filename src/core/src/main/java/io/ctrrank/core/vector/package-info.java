/**
 * Embedding vectors as they are cached and sent: half precision. From the half-precision point on,
 * bits\n * are equal at training and serving.
 */
@NullMarked
package io.ctrrank.core.vector;

import org.jspecify.annotations.NullMarked;
