/** Tests of what is made of pages. */
@NullMarked
package io.ctrrank.live.load;

import org.jspecify.annotations.NullMarked;
