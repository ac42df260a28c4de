/**
 * A teacher model that writes knowledge: what it is asked with which examples, how its answers are
 * read, and the loop that asks until every record is written or reported.
 */
@NullMarked
package io.ctrrank.trainer.knowledge.teacher;

import org.jspecify.annotations.NullMarked;
