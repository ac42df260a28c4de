package io.ctrrank.plugin.impression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.elasticsearch.action.DocWriteRequest;
import org.elasticsearch.action.index.IndexRequest;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.io.stream.ByteArrayStreamInput;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.jspecify.annotations.Nullable;

/**
 * A page of hits that was shown, as it waits to be written and travels to the node that writes it:
 * in a form of its own, which takes the node that searches less time than documents do.
 *
 * @param time of the answer, milliseconds since the epoch
 * @param queryId name of the search, under which clicks are posted
 * @param named whether the application gave the name, so that the page may come again
 * @param unit what stays in one arm; null for nobody
 * @param user where the search names one beside the unit; null otherwise
 * @param queryText what was searched for; null where the search does not say
 * @param shadow whether the hits kept order and scores of recall
 * @param hits in their order
 */
record ShownPage(
    long time,
    String queryId,
    boolean named,
    @Nullable String unit,
    @Nullable String user,
    @Nullable String queryText,
    boolean shadow,
    List<ShownHit> hits) {
  /** Of a usual page. */
  private static final int BYTES = 2048;

  ShownPage {
    hits = List.copyOf(hits);
  }

  byte[] toBytes() {
    try (BytesStreamOutput out = new BytesStreamOutput(BYTES)) {
      out.writeVLong(time);
      out.writeString(queryId);
      out.writeBoolean(named);
      out.writeOptionalString(unit);
      out.writeOptionalString(user);
      out.writeOptionalString(queryText);
      out.writeBoolean(shadow);
      out.writeVInt(hits.size());
      Repeated texts = new Repeated(ShownHit.COMMON_TEXTS);
      for (ShownHit hit : hits) {
        hit.writeTo(out, texts);
      }
      return BytesReference.toBytes(out.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  /**
   * @throws UncheckedIOException if they are no page
   */
  static ShownPage of(byte[] bytes) {
    try (StreamInput in = new ByteArrayStreamInput(bytes)) {
      long time = in.readVLong();
      String queryId = in.readString();
      boolean named = in.readBoolean();
      String unit = in.readOptionalString();
      String user = in.readOptionalString();
      String queryText = in.readOptionalString();
      boolean shadow = in.readBoolean();
      int count = in.readVInt();
      Repeated texts = new Repeated(ShownHit.COMMON_TEXTS);
      List<ShownHit> hits = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        hits.add(ShownHit.read(in, texts));
      }
      return new ShownPage(time, queryId, named, unit, user, queryText, shadow, hits);
    } catch (IOException e) {
      throw new UncheckedIOException("no page of impressions", e);
    }
  }

  /** The documents, one for each hit, on their way into a data stream. */
  List<IndexRequest> documents(String stream) {
    String told = Instant.ofEpochMilli(time).toString();
    return hits.stream()
        .map(
            hit -> {
              IndexRequest request =
                  new IndexRequest(stream)
                      .opType(DocWriteRequest.OpType.CREATE)
                      .source(document(hit, told));
              // Without an id it is another one in any case, which costs the index less.
              return named ? request.id(id(hit)) : request;
            })
        .toList();
  }

  /** The same for one hit however often a named search is sent, so that it is written once. */
  private String id(ShownHit hit) {
    Placing placing = hit.placing();
    return ImpressionIds.of(
        queryId,
        hit.index(),
        hit.id(),
        orEmpty(unit),
        orEmpty(placing.comparison()),
        orEmpty(placing.arm()),
        Boolean.toString(placing.forced()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private XContentBuilder document(ShownHit hit, String told) {
    try {
      XContentBuilder builder = XContentFactory.jsonBuilder();
      builder
          .startObject()
          .field("@timestamp", told)
          .field("timestamp", told)
          .field("application", "ctr-rank")
          .field("action_name", "impression")
          .field("query_id", queryId);
      if (unit != null) {
        builder.field("client_id", unit);
      }
      if (user != null) {
        builder.field("user_id", user);
      }
      builder.startObject("event_attributes");
      hit.tell(builder);
      if (queryText != null) {
        builder.field("query_text", queryText);
      }
      if (shadow) {
        builder.field("shadow", true);
      }
      return builder.endObject().endObject().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }
}
