package io.ctrrank.plugin.impression;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.bulk.Retry;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.BackoffPolicy;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents of pages that were shown and writes them; what is refused because the index has
 * too much to do is tried again. Thread-safe.
 */
final class ImpressionWriter {
  private static final TimeValue PAUSE = TimeValue.timeValueMillis(50);
  private static final int RETRIES = 3;

  private final Client client;
  private final ThreadPool threads;

  /**
   * @param client whose requests are the plugin's own
   */
  ImpressionWriter(Client client, ThreadPool threads) {
    this.client = client;
    this.threads = threads;
  }

  void write(WriteImpressionsRequest request, ActionListener<WriteImpressionsResponse> listener) {
    ActionListener.run(
        listener,
        told -> {
          BulkRequest documents = new BulkRequest();
          for (byte[] page : request.pages()) {
            ShownPage.of(page).documents(request.stream()).forEach(documents::add);
          }
          new Retry(BackoffPolicy.exponentialBackoff(PAUSE, RETRIES), threads)
              .withBackoff(client::bulk, documents, told.map(ImpressionWriter::counted));
        });
  }

  private static WriteImpressionsResponse counted(BulkResponse response) {
    int written = 0;
    int repeated = 0;
    int failed = 0;
    @Nullable Exception failure = null;
    for (BulkItemResponse item : response) {
      if (item.status() == RestStatus.CONFLICT) {
        repeated++;
      } else if (item.isFailed()) {
        failed++;
        failure = item.getFailure().getCause();
      } else {
        written++;
      }
    }
    return new WriteImpressionsResponse(written, repeated, failed, failure);
  }
}
