package io.ctrrank.plugin.encode;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** Asks an encoder node for the vectors of texts. */
public final class EncodeRequest extends ActionRequest {
  private static final int FORMAT_VERSION = 1;

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
   * @param embeddingVersion names the space of the vectors
   * @param side which adaptor
   * @param texts in order
   * @param remaining how long the asker waits; sent as milliseconds, as clocks differ
   */
  EncodeRequest(String embeddingVersion, Side side, List<String> texts, Duration remaining) {
    this.embeddingVersion = requireNonNull(embeddingVersion, "embeddingVersion is null");
    this.side = requireNonNull(side, "side is null");
    this.texts = List.copyOf(texts);
    this.remaining = requireNonNull(remaining, "remaining is null");
  }

  /** Reads a request that another node wrote. */
  public EncodeRequest(StreamInput in) throws IOException {
    super(in);
    int version = in.readVInt();
    if (version != FORMAT_VERSION) {
      throw new IllegalStateException(
          "encode request came in wire format ["
              + version
              + "] but this node reads ["
              + FORMAT_VERSION
              + "]; install the same release of plugin [ctr-rank] on every node");
    }
    this.embeddingVersion = in.readString();
    this.side = in.readEnum(Side.class);
    this.texts = in.readStringCollectionAsList();
    this.remaining = Duration.ofMillis(in.readVLong());
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
    out.writeVInt(FORMAT_VERSION);
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
