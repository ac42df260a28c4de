/**
 * What lies around a node in the shared Redis: what applications write about users, and vectors
 * that are computed before anybody asks.
 */
@NullMarked
package io.ctrrank.live.redis;

import org.jspecify.annotations.NullMarked;
