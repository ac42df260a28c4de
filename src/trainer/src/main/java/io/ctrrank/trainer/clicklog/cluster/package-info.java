/**
 * Takes catalogue, impressions and clicks from a cluster that runs the plugin, joins clicks to
 * impressions as the report of an experiment does, and writes the folder that the trainer reads.
 */
@NullMarked
package io.ctrrank.trainer.clicklog.cluster;

import org.jspecify.annotations.NullMarked;
