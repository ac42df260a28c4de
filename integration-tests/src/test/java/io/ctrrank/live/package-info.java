/** Tests on the real distribution, with entitlements on. */
@NullMarked
package io.ctrrank.live;

import org.jspecify.annotations.NullMarked;
