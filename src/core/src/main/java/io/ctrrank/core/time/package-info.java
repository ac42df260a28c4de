/** Time as the domain sees it: how long an answer may still take. */
@NullMarked
package io.ctrrank.core.time;

import org.jspecify.annotations.NullMarked;
