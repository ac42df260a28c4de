/**
 * The models of a node: loads the bundles in its config folder, and knows which serve and why
 * others do not.
 */
@NullMarked
package io.ctrrank.plugin.model;

import org.jspecify.annotations.NullMarked;
