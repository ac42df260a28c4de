package io.ctrrank.plugin.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.DocWriteRequest;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.get.GetRequest;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.action.get.MultiGetItemResponse;
import org.elasticsearch.action.get.MultiGetRequest;
import org.elasticsearch.action.get.MultiGetResponse;
import org.elasticsearch.action.index.IndexRequest;
import org.elasticsearch.action.index.IndexResponse;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.index.get.GetResult;
import org.elasticsearch.index.shard.ShardId;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/** Documents in memory, by their ids whatever their index is: written, and got again. */
public final class MemoryIndexClient extends NoOpClient {
  private static final ShardId SHARD = new ShardId("index", "uuid", 0);

  private final Map<String, BytesReference> documents = new ConcurrentHashMap<>();
  private final AtomicInteger gets = new AtomicInteger();

  public MemoryIndexClient(ThreadPool threads) {
    super(threads);
  }

  /** How often a single document was asked for. */
  public int gets() {
    return gets.get();
  }

  /** Counts from 0. */
  public void forgetCounts() {
    gets.set(0);
  }

  @Override
  @SuppressWarnings("unchecked")
  protected <Request extends ActionRequest, Response extends ActionResponse> void doExecute(
      ActionType<Response> action, Request request, ActionListener<Response> listener) {
    ActionResponse response =
        switch (request) {
          case IndexRequest index -> put(index);
          case BulkRequest bulk -> putAll(bulk);
          case GetRequest get -> {
            gets.incrementAndGet();
            yield read(get.id());
          }
          case MultiGetRequest several -> readAll(several);
          default -> throw new AssertionError("no such request here: " + request);
        };
    listener.onResponse((Response) response);
  }

  private IndexResponse put(IndexRequest request) {
    documents.put(request.id(), request.source());
    return new IndexResponse(SHARD, request.id(), 0, 1, 1, true);
  }

  private BulkResponse putAll(BulkRequest request) {
    BulkItemResponse[] items = new BulkItemResponse[request.numberOfActions()];
    for (int i = 0; i < items.length; i++) {
      IndexRequest one = (IndexRequest) request.requests().get(i);
      items[i] = BulkItemResponse.success(i, DocWriteRequest.OpType.INDEX, put(one));
    }
    return new BulkResponse(items, 1);
  }

  private GetResponse read(String id) {
    @Nullable BytesReference source = documents.get(id);
    return new GetResponse(
        new GetResult(
            SHARD.getIndexName(),
            id,
            source == null ? -2 : 0,
            source == null ? 0 : 1,
            source == null ? -1 : 1,
            source != null,
            source,
            Map.of(),
            Map.of()));
  }

  private MultiGetResponse readAll(MultiGetRequest request) {
    return new MultiGetResponse(
        request.getItems().stream()
            .map(item -> new MultiGetItemResponse(read(item.id()), null))
            .toArray(MultiGetItemResponse[]::new));
  }
}
