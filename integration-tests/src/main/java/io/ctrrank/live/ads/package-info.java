/**
 * The ads index that demo and tests search: films stand in for ads, with simulated bids, and real
 * users' histories become requests.
 */
@NullMarked
package io.ctrrank.live.ads;

import org.jspecify.annotations.NullMarked;
