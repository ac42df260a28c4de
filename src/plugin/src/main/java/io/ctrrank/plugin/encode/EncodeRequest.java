package io.ctrrank.plugin.encode;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.wire.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** Asks an encoder node for the vectors of texts. */
public final class EncodeRequest extends ActionRequest {
  /** All vectors or none. */
  static final int WHOLE = 1;

  /** When the time is up, the vectors that are there. */
  static final int PARTIAL = 2;

  private final int format;
  private final String embeddingVersion;
  private final Side side;
  private final List<String> texts;
  private final Duration remaining;

  /** Which adaptor the texts pass. */
  public enum Side {
    /** Texts of items. */
    ITEM,
    /** Profile texts of users. */
    USER
  }

  /**
   * @param format one that the node reads which is asked
   * @param embeddingVersion names the space of the vectors
   * @param side which adaptor
   * @param texts in order
   * @param remaining how long the asker waits; sent as milliseconds, as clocks differ
   */
  EncodeRequest(
      int format, String embeddingVersion, Side side, List<String> texts, Duration remaining) {
    this.format = format;
    this.embeddingVersion = requireNonNull(embeddingVersion, "embeddingVersion is null");
    this.side = requireNonNull(side, "side is null");
    this.texts = List.copyOf(texts);
    this.remaining = requireNonNull(remaining, "remaining is null");
  }

  /** The newest format that a node reads. */
  static int formatFor(DiscoveryNode node) {
    return WireFormat.of(node) >= WireFormat.SOME_VECTORS ? PARTIAL : WHOLE;
  }

  /** Reads a request that another node wrote. */
  public EncodeRequest(StreamInput in) throws IOException {
    super(in);
    this.format = WireFormat.require("encode request", in.readVInt(), WHOLE, PARTIAL);
    this.embeddingVersion = in.readString();
    this.side = in.readEnum(Side.class);
    this.texts = in.readStringCollectionAsList();
    this.remaining = Duration.ofMillis(in.readVLong());
  }

  /** Whether the asker takes some of the vectors when the time is up. */
  boolean takesSome() {
    return format >= PARTIAL;
  }

  String embeddingVersion() {
    return embeddingVersion;
  }

  Side side() {
    return side;
  }

  List<String> texts() {
    return texts;
  }

  Duration remaining() {
    return remaining;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeVInt(format);
    out.writeString(embeddingVersion);
    out.writeEnum(side);
    out.writeStringCollection(texts);
    out.writeVLong(remaining.toMillis());
  }

  @Override
  public @Nullable ActionRequestValidationException validate() {
    return null;
  }
}
