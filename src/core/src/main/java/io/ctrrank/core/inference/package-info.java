/**
 * What one inference reads: the candidates of a rescore window and the user's side, already in
 * model form. No names of fields, no Elasticsearch, no native memory.
 */
@NullMarked
package io.ctrrank.core.inference;

import org.jspecify.annotations.NullMarked;
