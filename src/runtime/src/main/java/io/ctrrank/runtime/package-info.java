/** Runtime of ctr-rank. */
@NullMarked
package io.ctrrank.runtime;

import org.jspecify.annotations.NullMarked;
