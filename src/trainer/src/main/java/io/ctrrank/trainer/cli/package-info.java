/**
 * The commands {@code ctr-rank encode | train | evaluate | export | compare | kdd}: options,
 * messages and exit codes. What they do is in the packages beside this one.
 */
@NullMarked
package io.ctrrank.trainer.cli;

import org.jspecify.annotations.NullMarked;
