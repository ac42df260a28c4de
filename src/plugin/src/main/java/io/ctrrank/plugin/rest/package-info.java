/** {@code GET /_ctr/model}: what each node serves. */
@NullMarked
package io.ctrrank.plugin.rest;

import org.jspecify.annotations.NullMarked;
