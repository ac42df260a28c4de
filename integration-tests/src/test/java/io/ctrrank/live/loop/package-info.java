/**
 * A shop that is simulated: its ads, its visitors, and how they click, which is known. What it does
 * over HTTP is what an application does.
 */
@NullMarked
package io.ctrrank.live.loop;

import org.jspecify.annotations.NullMarked;
