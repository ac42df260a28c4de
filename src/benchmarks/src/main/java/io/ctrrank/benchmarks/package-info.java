/**
 * JMH benchmarks of the hot path. Each checks in its setup that what it measures computes the right
 * thing.
 */
package io.ctrrank.benchmarks;
