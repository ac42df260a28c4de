/**
 * Reads a sample of goodbooks-10k, ratings of books, as a data set of the trainer. Readers stop at
 * the first bad row and name it.
 */
@NullMarked
package io.ctrrank.trainer.goodbooks;

import org.jspecify.annotations.NullMarked;
