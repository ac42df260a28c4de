/**
 * Measures what a request costs a node: latency as the client sees it and CPU time of the node's
 * process, with variants interleaved so that drift of the machine hits all of them alike.
 */
@NullMarked
package io.ctrrank.live.bench;

import org.jspecify.annotations.NullMarked;
