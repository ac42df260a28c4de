/**
 * The steps of the demo: real users' hits before and after, live scores against the trainer's, and
 * what a rescore costs.
 */
@NullMarked
package io.ctrrank.live.demo;

import org.jspecify.annotations.NullMarked;
