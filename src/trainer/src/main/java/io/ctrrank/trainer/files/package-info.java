/**
 * Folders and files that appear as a whole or not at all, so that a command that is stopped leaves
 * nothing half-written.
 */
@NullMarked
package io.ctrrank.trainer.files;

import org.jspecify.annotations.NullMarked;
