/**
 * The coordinator's step, once per request: turns the user of a request into model form, fetching
 * and encoding what no cache holds, without ever blocking.
 */
@NullMarked
package io.ctrrank.plugin.user;

import org.jspecify.annotations.NullMarked;
