package io.ctrrank.plugin.impression;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.wire.WireFormat;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** Asks a node to write pages that were shown. */
public final class WriteImpressionsRequest extends ActionRequest {
  /** The form of a {@link ShownPage}. */
  private static final int FORMAT = 1;

  private final String stream;
  private final List<byte[]> pages;

  /**
   * @param stream where the documents go
   * @param pages {@linkplain ShownPage#toBytes() in bytes}
   */
  WriteImpressionsRequest(String stream, List<byte[]> pages) {
    this.stream = requireNonNull(stream, "stream is null");
    this.pages = List.copyOf(pages);
  }

  /** Reads a request that another node wrote. */
  public WriteImpressionsRequest(StreamInput in) throws IOException {
    super(in);
    WireFormat.require("page of impressions", in.readVInt(), FORMAT, FORMAT);
    this.stream = in.readString();
    this.pages = in.readCollectionAsList(StreamInput::readByteArray);
  }

  String stream() {
    return stream;
  }

  List<byte[]> pages() {
    return pages;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeVInt(FORMAT);
    out.writeString(stream);
    out.writeCollection(pages, StreamOutput::writeByteArray);
  }

  @Override
  public @Nullable ActionRequestValidationException validate() {
    return null;
  }
}
