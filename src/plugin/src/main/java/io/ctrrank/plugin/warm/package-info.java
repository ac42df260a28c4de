/**
 * Vectors before anybody asks: the most exposed items of an index are encoded and put into the
 * store to stay; and how many of them are there.
 */
@NullMarked
package io.ctrrank.plugin.warm;

import org.jspecify.annotations.NullMarked;
