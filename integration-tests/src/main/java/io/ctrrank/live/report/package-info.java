/** Output for people: headings, progress, tables. Knows nothing of what is told. */
@NullMarked
package io.ctrrank.live.report;

import org.jspecify.annotations.NullMarked;
