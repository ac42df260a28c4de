/**
 * A real Elasticsearch node with the plugin: unpacked, installed, started and stopped the way an
 * operator does it, as an ordinary user, in a temporary folder of its own.
 */
@NullMarked
package io.ctrrank.live.node;

import org.jspecify.annotations.NullMarked;
