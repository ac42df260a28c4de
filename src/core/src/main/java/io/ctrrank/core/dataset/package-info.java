/**
 * Impressions, the per-user time split, and the history of an impression as of its moment. Shared
 * by the\n * trainer and the live evaluation.
 */
@NullMarked
package io.ctrrank.core.dataset;

import org.jspecify.annotations.NullMarked;
