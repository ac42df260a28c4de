/**
 * What any click model has to beat. No learning of features, no text, no history: only how often a
 * user clicks and an item is clicked.
 */
@NullMarked
package io.ctrrank.trainer.baseline;

import org.jspecify.annotations.NullMarked;
