/**
 * What coordinator and shards share about item vectors: the text they are made from and the
 * fingerprint that ties them to a version of a document.
 */
@NullMarked
package io.ctrrank.plugin.vector;

import org.jspecify.annotations.NullMarked;
