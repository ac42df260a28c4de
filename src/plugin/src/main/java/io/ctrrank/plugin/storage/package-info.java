/**
 * Where uploaded models lie: content-addressed in an index of the plugin's own, and as folders on
 * the disk of each node, from which they are loaded.
 */
@NullMarked
package io.ctrrank.plugin.storage;

import org.jspecify.annotations.NullMarked;
