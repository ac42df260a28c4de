/** The log of what was shown: one document for each hit of a logged search. */
@NullMarked
package io.ctrrank.plugin.impression;

import org.jspecify.annotations.NullMarked;
