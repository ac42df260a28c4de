/**
 * The manifest of a model bundle as plain records. Reading and writing its JSON is the runtime's
 * job.
 */
@NullMarked
package io.ctrrank.core.bundle;

import org.jspecify.annotations.NullMarked;
