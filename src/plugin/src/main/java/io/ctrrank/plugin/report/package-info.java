/**
 * The report of an experiment, computed on the cluster from the logs of impressions and clicks:
 * gathered user by user in pages, answered as JSON or as one page of HTML.
 */
@NullMarked
package io.ctrrank.plugin.report;

import org.jspecify.annotations.NullMarked;
