/**
 * Embedding vectors as they are cached and sent: in half precision, from which point on bits are
 * equal at training and serving, and tied by a fingerprint to the text they were made from.
 */
@NullMarked
package io.ctrrank.core.vector;

import org.jspecify.annotations.NullMarked;
