/** Experiments and bindings over REST: made, started, ramped, stopped, looked at. */
@NullMarked
package io.ctrrank.plugin.experiment;

import org.jspecify.annotations.NullMarked;
