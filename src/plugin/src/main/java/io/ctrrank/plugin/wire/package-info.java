/**
 * Node-to-node form of requests, users and model states. Everything that reads or writes streams is
 * here.
 */
@NullMarked
package io.ctrrank.plugin.wire;

import org.jspecify.annotations.NullMarked;
