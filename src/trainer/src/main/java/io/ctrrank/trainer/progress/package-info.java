/** Progress of long work on a terminal, or line by line where there is none. */
@NullMarked
package io.ctrrank.trainer.progress;

import org.jspecify.annotations.NullMarked;
