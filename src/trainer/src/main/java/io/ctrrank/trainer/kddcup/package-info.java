/**
 * The files of KDD Cup 2012 track 2 (sponsored search of soso.com), read as they were published:
 * streaming, weighted rows, profiles, token lists, samples of users, statistics, and the step to a
 * data set of the trainer. Malformed lines are counted and told; too many of them fail the run.
 */
@NullMarked
package io.ctrrank.trainer.kddcup;

import org.jspecify.annotations.NullMarked;
