/**
 * Which model a search gets that names none: what experiments, bindings and index settings say of
 * the names it goes to.
 */
@NullMarked
package io.ctrrank.plugin.traffic;

import org.jspecify.annotations.NullMarked;
