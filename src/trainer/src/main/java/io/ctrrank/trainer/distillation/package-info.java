/**
 * What a student learns of a teacher's knowledge: which items it sees, which phrases it can say,
 * how its phrases are compared with the teacher's, and what comes out of it. Knows no tensors.
 */
@NullMarked
package io.ctrrank.trainer.distillation;

import org.jspecify.annotations.NullMarked;
