/** Tests of what is printed. */
@NullMarked
package io.ctrrank.live.report;

import org.jspecify.annotations.NullMarked;
