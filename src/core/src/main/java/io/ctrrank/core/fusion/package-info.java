/**
 * The reference form of the frequency-adaptive k-near items fusion of the MSD paper (equations 6 to
 * 8).\n * The served graph is checked against it.
 */
@NullMarked
package io.ctrrank.core.fusion;

import org.jspecify.annotations.NullMarked;
