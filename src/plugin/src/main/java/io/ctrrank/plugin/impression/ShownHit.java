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
  /** Texts that most hits of a page have in common. */
  static final int COMMON_TEXTS = 8;

  private static final int FORCED = 1;
  private static final int ITEM_IS_ID = 1 << 1;
  private static final int ITEM = 1 << 2;
  private static final int SCORE = 1 << 3;
  private static final int PCTR = 1 << 4;
  private static final int ECPM = 1 << 5;
  private static final int BID = 1 << 6;
  private static final int TIMES = 1 << 7;

  /** Writes it behind others of its page, of which it need not say again what is the same. */
  void writeTo(StreamOutput out, Repeated texts) throws IOException {
    texts.write(
        out,
        index,
        placing.model(),
        placing.comparison(),
        placing.arm(),
        rankBy,
        vector,
        digest,
        degraded);
    boolean itemIsId = id.equals(item);
    boolean times = tookMillis != null || modelMillis != null;
    out.writeByte(
        (byte)
            ((placing.forced() ? FORCED : 0)
                | (itemIsId ? ITEM_IS_ID : 0)
                | (item != null && !itemIsId ? ITEM : 0)
                | (score != null ? SCORE : 0)
                | (pCtr != null ? PCTR : 0)
                | (eCpm != null ? ECPM : 0)
                | (bid != null ? BID : 0)
                | (times ? TIMES : 0)));
    out.writeString(id);
    out.writeVInt(position);
    if (item != null && !itemIsId) {
      out.writeString(item);
    }
    if (score != null) {
      out.writeFloat(score);
    }
    if (pCtr != null) {
      out.writeDouble(pCtr);
    }
    if (eCpm != null) {
      out.writeDouble(eCpm);
    }
    if (bid != null) {
      out.writeDouble(bid);
    }
    if (times) {
      out.writeOptionalVLong(tookMillis);
      out.writeOptionalDouble(modelMillis);
    }
  }

  static ShownHit read(StreamInput in, Repeated texts) throws IOException {
    @Nullable String[] common = texts.read(in);
    int there = in.readByte();
    String id = in.readString();
    int position = in.readVInt();
    String item = (there & ITEM_IS_ID) != 0 ? id : (there & ITEM) != 0 ? in.readString() : null;
    boolean times = (there & TIMES) != 0;
    return new ShownHit(
        requireNonNull(common[0], "index is null"),
        id,
        position,
        new Placing(common[1], common[2], common[3], (there & FORCED) != 0),
        item,
        common[4],
        common[5],
        common[6],
        common[7],
        (there & SCORE) != 0 ? Float.valueOf(in.readFloat()) : null,
        (there & PCTR) != 0 ? Double.valueOf(in.readDouble()) : null,
        (there & ECPM) != 0 ? Double.valueOf(in.readDouble()) : null,
        (there & BID) != 0 ? Double.valueOf(in.readDouble()) : null,
        times ? in.readOptionalVLong() : null,
        times ? in.readOptionalDouble() : null);
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
