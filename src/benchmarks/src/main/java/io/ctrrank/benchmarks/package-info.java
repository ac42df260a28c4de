/** Benchmarks of ctr-rank. */
package io.ctrrank.benchmarks;
