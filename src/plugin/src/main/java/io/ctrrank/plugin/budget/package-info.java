/**
 * How long a search may wait for what it lacks: the time of one request, split between coordinator
 * and shard, and the number of search threads that may wait at a time.
 */
@NullMarked
package io.ctrrank.plugin.budget;

import org.jspecify.annotations.NullMarked;
