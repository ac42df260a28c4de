/**
 * User behaviour sequences: what a user was shown and did, newest first. Feeds the sequence
 * features\n * of a model at training as at serving.
 */
@NullMarked
package io.ctrrank.core.behavior;

import org.jspecify.annotations.NullMarked;
