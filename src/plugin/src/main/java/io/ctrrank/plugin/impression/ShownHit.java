package io.ctrrank.plugin.impression;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.xcontent.XContentBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A hit that was shown. Numbers have the very bits that were scored; null stands for what there is
 * not.
 *
 * @param index of the document
 * @param id of the document
 * @param position on the page, from 1, earlier pages counted
 * @param placing what put it there
 * @param item id of the item that was scored
 * @param rankBy what the score is made of
 * @param vector where the item's vector came from
 * @param digest of the model's bundle
 * @param degraded why it was scored worse than it should be
 * @param score that orders the page
 * @param pCtr predicted click-through rate
 * @param eCpm revenue that is expected of a thousand impressions
 * @param bid of the document
 * @param tookMillis of the whole search, if this hit tells it
 * @param modelMillis of the model, if this hit tells it
 */
record ShownHit(
    String index,
    String id,
    int position,
    Placing placing,
    @Nullable String item,
    @Nullable String rankBy,
    @Nullable String vector,
    @Nullable String digest,
    @Nullable String degraded,
    @Nullable Float score,
    @Nullable Double pCtr,
    @Nullable Double eCpm,
    @Nullable Double bid,
    @Nullable Long tookMillis,
    @Nullable Double modelMillis) {
  /** Writes it behind others of its page, of which it need not say again what is the same. */
  void writeTo(StreamOutput out, Repeated texts) throws IOException {
    texts.write(out, 0, index);
    out.writeString(id);
    out.writeVInt(position);
    texts.write(out, 1, placing.model());
    texts.write(out, 2, placing.comparison());
    texts.write(out, 3, placing.arm());
    out.writeBoolean(placing.forced());
    boolean itemIsId = id.equals(item);
    out.writeBoolean(itemIsId);
    if (!itemIsId) {
      out.writeOptionalString(item);
    }
    texts.write(out, 4, rankBy);
    texts.write(out, 5, vector);
    texts.write(out, 6, digest);
    texts.write(out, 7, degraded);
    out.writeOptionalFloat(score);
    out.writeOptionalDouble(pCtr);
    out.writeOptionalDouble(eCpm);
    out.writeOptionalDouble(bid);
    out.writeOptionalVLong(tookMillis);
    out.writeOptionalDouble(modelMillis);
  }

  static ShownHit read(StreamInput in, Repeated texts) throws IOException {
    String index = requireNonNull(texts.read(in, 0), "index is null");
    String id = in.readString();
    int position = in.readVInt();
    Placing placing =
        new Placing(texts.read(in, 1), texts.read(in, 2), texts.read(in, 3), in.readBoolean());
    String item = in.readBoolean() ? id : in.readOptionalString();
    return new ShownHit(
        index,
        id,
        position,
        placing,
        item,
        texts.read(in, 4),
        texts.read(in, 5),
        texts.read(in, 6),
        texts.read(in, 7),
        in.readOptionalFloat(),
        in.readOptionalDouble(),
        in.readOptionalDouble(),
        in.readOptionalDouble(),
        in.readOptionalVLong(),
        in.readOptionalDouble());
  }

  /** Its part of the event, but for what the page adds at the end of {@code ctr}. */
  void tell(XContentBuilder builder) throws IOException {
    builder
        .startObject("object")
        .field("object_id", id)
        .field("object_id_field", "_id")
        .field("index", index)
        .endObject();
    builder.startObject("position").field("ordinal", position).endObject();
    builder.startObject("ctr");
    text(builder, "model", placing.model());
    if (placing.comparison() != null) {
      builder.field("experiment", placing.comparison());
      builder.field("forced", placing.forced());
    }
    text(builder, "arm", placing.arm());
    text(builder, "item", item);
    text(builder, "rank_by", rankBy);
    if (score != null) {
      builder.field("score", score.floatValue());
    }
    number(builder, "pctr", pCtr);
    number(builder, "ecpm", eCpm);
    number(builder, "bid", bid);
    text(builder, "vector", vector);
    text(builder, "digest", digest);
    text(builder, "degraded", degraded);
    if (tookMillis != null) {
      builder.field("took_ms", tookMillis.longValue());
    }
    number(builder, "model_ms", modelMillis);
  }

  private static void text(XContentBuilder builder, String member, @Nullable String value)
      throws IOException {
    if (value != null) {
      builder.field(member, value);
    }
  }

  private static void number(XContentBuilder builder, String member, @Nullable Double value)
      throws IOException {
    if (value != null) {
      builder.field(member, value.doubleValue());
    }
  }
}
