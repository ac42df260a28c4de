/**
 * Statistics of data sets: what a paper's Table 1 tells of them, and what lies behind. Records of
 * numbers, and a renderer that makes tables of them.
 */
@NullMarked
package io.ctrrank.trainer.statistics;

import org.jspecify.annotations.NullMarked;
