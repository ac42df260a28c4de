/**
 * What a search asks of the rescorer, as JSON states it. The parser is strict: a member that is
 * unknown or of a wrong type is an error.
 */
@NullMarked
package io.ctrrank.plugin.request;

import org.jspecify.annotations.NullMarked;
