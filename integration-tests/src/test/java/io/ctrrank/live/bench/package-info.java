/** Tests of the measurement. */
@NullMarked
package io.ctrrank.live.bench;

import org.jspecify.annotations.NullMarked;
