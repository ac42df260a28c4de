/** Which part of a traffic a user belongs to: deterministic, so that every node says the same. */
@NullMarked
package io.ctrrank.core.traffic;

import org.jspecify.annotations.NullMarked;
