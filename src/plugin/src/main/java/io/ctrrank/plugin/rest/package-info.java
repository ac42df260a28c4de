/** {@code GET /_ctr/model}: what each node serves; {@code GET /_ctr/stats}: what each node did. */
@NullMarked
package io.ctrrank.plugin.rest;

import org.jspecify.annotations.NullMarked;
