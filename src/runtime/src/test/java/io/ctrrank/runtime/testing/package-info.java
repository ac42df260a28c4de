/**
 * Small but real model bundles for tests, here and in other modules: graphs of a formula that
 * {@link io.ctrrank.runtime.testing.TinyFormula} also computes in Java, ways to damage them, and a
 * real Redis.
 */
@NullMarked
package io.ctrrank.runtime.testing;

import org.jspecify.annotations.NullMarked;
