package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.DocWriteRequest.OpType;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.index.IndexResponse;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.index.shard.ShardId;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ImpressionWriterTest {
  private static final EsRejectedExecutionException BUSY =
      new EsRejectedExecutionException("too much to do");

  private final List<Integer> attempts = new ArrayList<>();
  private ThreadPool threads;

  @BeforeEach
  void start() {
    threads = new TestThreadPool("writer");
  }

  @AfterEach
  void stop() {
    ThreadPool.terminate(threads, 10, TimeUnit.SECONDS);
  }

  @Test
  void documentsThatAreRefused_areWrittenByTheNextAttempt() {
    WriteImpressionsResponse response = write(attempt -> attempt == 0 ? 2 : 3);

    assertThat(attempts).containsExactly(3, 1);
    assertThat(response.written()).isEqualTo(3);
    assertThat(response.failed()).isZero();
  }

  @Test
  void refusedAsAWhole_everyTime_isAFailure_forNothingIsWritten() {
    assertThatThrownBy(() -> write(attempt -> -1)).hasMessageContaining("too much to do");

    assertThat(attempts).hasSizeGreaterThan(1).containsOnly(3);
  }

  @Test
  void refusedAsAWhole_afterSomeWereWritten_tellsThese_soThatNobodyWritesThemAgain() {
    WriteImpressionsResponse response = write(attempt -> attempt == 0 ? 2 : -1);

    assertThat(attempts).hasSizeGreaterThan(2).startsWith(3, 1).endsWith(1);
    assertThat(response.written()).isEqualTo(2);
    assertThat(response.failed()).isOne();
    assertThat(response.failure()).hasMessageContaining("too much to do");
  }

  /**
   * Writes three impressions.
   *
   * @param taken how many documents are taken in the attempt of a number, from 0; below 0 for one
   *     that is refused as a whole
   */
  private WriteImpressionsResponse write(IntFunction<Integer> taken) {
    ShownPage page =
        ShownPageTest.page(
            null, ShownPageTest.hit("a"), ShownPageTest.hit("b"), ShownPageTest.hit("c"));
    PlainActionFuture<WriteImpressionsResponse> written = new PlainActionFuture<>();
    new ImpressionWriter(cluster(taken), threads)
        .write(new WriteImpressionsRequest("ctr-impressions", List.of(page.toBytes())), written);
    return written.actionGet();
  }

  private NoOpClient cluster(IntFunction<Integer> taken) {
    return new NoOpClient(threads) {
      @Override
      @SuppressWarnings("unchecked")
      protected <Request extends ActionRequest, Response extends ActionResponse> void doExecute(
          ActionType<Response> action, Request request, ActionListener<Response> listener) {
        int documents = ((BulkRequest) request).numberOfActions();
        int now = taken.apply(attempts.size());
        attempts.add(documents);
        if (now < 0) {
          listener.onFailure(BUSY);
        } else {
          listener.onResponse((Response) response(documents, now));
        }
      }
    };
  }

  private static BulkResponse response(int documents, int taken) {
    BulkItemResponse[] items = new BulkItemResponse[documents];
    for (int i = 0; i < documents; i++) {
      items[i] =
          i < taken
              ? BulkItemResponse.success(
                  i,
                  OpType.CREATE,
                  new IndexResponse(new ShardId("ctr-impressions", "u", 0), "d" + i, i, 1, 1, true))
              : BulkItemResponse.failure(
                  i, OpType.CREATE, new BulkItemResponse.Failure("ctr-impressions", "d" + i, BUSY));
    }
    return new BulkResponse(items, 1);
  }
}
