/**
 * The life of uploaded models: taken in on one node, registered in the cluster's table of models,
 * loaded by every node, named by aliases, deleted.
 */
@NullMarked
package io.ctrrank.plugin.lifecycle;

import org.jspecify.annotations.NullMarked;
