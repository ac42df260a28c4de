/**
 * From logits to Elasticsearch scores: calibration, pCTR and eCPM. Units are decided here and
 * nowhere\n * else.
 */
@NullMarked
package io.ctrrank.core.scoring;

import org.jspecify.annotations.NullMarked;
