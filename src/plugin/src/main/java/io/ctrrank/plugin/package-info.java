/** Plugin of ctr-rank. */
@NullMarked
package io.ctrrank.plugin;

import org.jspecify.annotations.NullMarked;
