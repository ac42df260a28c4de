/** Encoder nodes: nodes with {@code node.attr.ctr_encoder: true} encode texts for the others. */
@NullMarked
package io.ctrrank.plugin.encode;

import org.jspecify.annotations.NullMarked;
