package io.ctrrank.plugin.report;

import org.elasticsearch.client.internal.Client;
import org.elasticsearch.tasks.CancellableTask;

/**
 * What a report has to work with.
 *
 * @param client searches with the caller's rights, as a child of {@code task}
 * @param closer the same caller's, whose requests go on when the task is cancelled
 * @param task of the report
 * @param now milliseconds since the epoch
 * @param sample share of the users whose searches are logged, 0 to 1
 */
record Means(Client client, Client closer, CancellableTask task, long now, double sample) {}
