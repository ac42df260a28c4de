/**
 * Long runs of a real node under load while what it depends on breaks: what is measured, and the
 * reports. Tests run them short, {@code -Psoak} runs them long.
 */
@NullMarked
package io.ctrrank.live.soak;

import org.jspecify.annotations.NullMarked;
