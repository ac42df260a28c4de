/**
 * What coordinator and shards share about item vectors: the texts they are made from, and the
 * fingerprints that tie them to these.
 */
@NullMarked
package io.ctrrank.plugin.vector;

import org.jspecify.annotations.NullMarked;
