/**
 * Encoding in the background: micro-batches texts from many requests onto few threads, each
 * distinct text once. Does not know what encodes them.
 */
@NullMarked
package io.ctrrank.runtime.encode;

import org.jspecify.annotations.NullMarked;
