/**
 * Small but real model bundles for tests, here and in other modules: graphs of a formula that
 * {@link io.ctrrank.runtime.testing.TinyFormula} also computes in Java, and ways to damage them.
 */
@NullMarked
package io.ctrrank.runtime.testing;

import org.jspecify.annotations.NullMarked;
