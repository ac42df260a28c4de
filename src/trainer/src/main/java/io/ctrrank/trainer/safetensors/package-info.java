/**
 * Weights in the safetensors format, read in place: files are mapped, values are converted when
 * they are asked for. Anything in a file that is not as the format says is an error.
 */
@NullMarked
package io.ctrrank.trainer.safetensors;

import org.jspecify.annotations.NullMarked;
