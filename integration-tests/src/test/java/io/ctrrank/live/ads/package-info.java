/** Tests of what is sent to the node. */
@NullMarked
package io.ctrrank.live.ads;

import org.jspecify.annotations.NullMarked;
