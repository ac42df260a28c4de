/**
 * JMH benchmarks of the hot path. Each checks in its setup that what it measures computes the right
 * thing. Those of stages that only their own package sees lie in packages of the same name.
 */
package io.ctrrank.benchmarks;
