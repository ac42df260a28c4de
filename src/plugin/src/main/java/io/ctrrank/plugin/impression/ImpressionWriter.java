package io.ctrrank.plugin.impression;

import java.util.concurrent.atomic.AtomicInteger;
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
          Attempts attempts = new Attempts(documents.numberOfActions());
          new Retry(BackoffPolicy.exponentialBackoff(PAUSE, RETRIES), threads)
              .withBackoff(
                  (bulk, answered) -> client.bulk(bulk, answered.map(attempts::count)),
                  documents,
                  told.delegateResponse(attempts::fail).map(ImpressionWriter::counted));
        });
  }

  /** What attempts wrote before one was refused as a whole, which alone is told of then. */
  private static final class Attempts {
    private final int documents;
    private final AtomicInteger written = new AtomicInteger();

    Attempts(int documents) {
      this.documents = documents;
    }

    BulkResponse count(BulkResponse response) {
      for (BulkItemResponse item : response) {
        if (!item.isFailed()) {
          written.incrementAndGet();
        }
      }
      return response;
    }

    /** Whoever hears of a failure may write all documents once more. */
    void fail(ActionListener<WriteImpressionsResponse> told, Exception failure) {
      int before = written.get();
      if (before == 0) {
        told.onFailure(failure);
      } else {
        told.onResponse(new WriteImpressionsResponse(before, 0, documents - before, failure));
      }
    }
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
