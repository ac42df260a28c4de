/**
 * Knowledge of items and users, written by a teacher model: what a record is, when its phrases are
 * right, how records are read, imported and written. Who writes them is in the packages below.
 */
@NullMarked
package io.ctrrank.trainer.knowledge;

import org.jspecify.annotations.NullMarked;
