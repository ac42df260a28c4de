/**
 * From logits to Elasticsearch scores: calibration, pCTR and eCPM, and what stands in for pCTR
 * where no prediction is to be had. Units are decided here and nowhere else.
 */
@NullMarked
package io.ctrrank.core.scoring;

import org.jspecify.annotations.NullMarked;
