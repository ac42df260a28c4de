/**
 * The retriever {@code ctr_interleave}: one page from two models, team draft at the coordinator,
 * every hit told whose it is.
 */
@NullMarked
package io.ctrrank.plugin.interleave;

import org.jspecify.annotations.NullMarked;
