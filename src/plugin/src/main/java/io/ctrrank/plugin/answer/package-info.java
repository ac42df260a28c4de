/**
 * What the coordinator adds to the answer of a search with the rescorer: response headers, and an
 * error where a search wants no partial result.
 */
@NullMarked
package io.ctrrank.plugin.answer;

import org.jspecify.annotations.NullMarked;
