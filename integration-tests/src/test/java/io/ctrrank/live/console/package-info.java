/** Reads requests as Kibana's console has them, so that a test can send what users send. */
@NullMarked
package io.ctrrank.live.console;

import org.jspecify.annotations.NullMarked;
