/**
 * The feature schema of a model: every input with its field, transform, vocabulary and missing
 * policy.\n * The same classes turn training rows and index documents into model inputs, so the two
 * cannot drift.
 */
@NullMarked
package io.ctrrank.core.schema;

import org.jspecify.annotations.NullMarked;
