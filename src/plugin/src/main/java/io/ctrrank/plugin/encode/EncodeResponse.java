package io.ctrrank.plugin.encode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;

/**
 * The vectors of texts, in their order, as half-precision bits; empty for those that were not there
 * in time, if the request {@linkplain EncodeRequest#takesSome takes some}.
 */
public final class EncodeResponse extends ActionResponse {
  private final List<short[]> vectors;

  EncodeResponse(List<short[]> vectors) {
    this.vectors = List.copyOf(vectors);
  }

  /** Reads a response that another node wrote. */
  public EncodeResponse(StreamInput in) throws IOException {
    this.vectors = in.readCollectionAsList(EncodeResponse::readVector);
  }

  List<short[]> vectors() {
    return vectors;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeCollection(vectors, EncodeResponse::writeVector);
  }

  private static void writeVector(StreamOutput out, short[] vector) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * Short.BYTES);
    bytes.asShortBuffer().put(vector);
    out.writeByteArray(bytes.array());
  }

  private static short[] readVector(StreamInput in) throws IOException {
    byte[] bytes = in.readByteArray();
    short[] vector = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).asShortBuffer().get(vector);
    return vector;
  }
}
