/** Programs to copy from: docs/clients.md shows them, and tests run them on a real node. */
@NullMarked
package io.ctrrank.examples;

import org.jspecify.annotations.NullMarked;
