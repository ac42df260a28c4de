package io.ctrrank.plugin.warm;

import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * How far warming up has come.
 *
 * @param wanted items to go through; known once the first of them are read
 * @param done items gone through
 * @param found of these, items whose vectors were in the store
 * @param encoded items whose vectors were made and put there
 * @param failed items that the encoder failed on
 * @param withoutText documents without an item id or without any of the model's text fields
 */
public record WarmStatus(
    long wanted, long done, long found, long encoded, long failed, long withoutText)
    implements Task.Status {
  /** Name on the wire. */
  public static final String NAME = "ctr_warm";

  static final WarmStatus NOTHING = new WarmStatus(0, 0, 0, 0, 0, 0);

  /** Reads a status that another node wrote. */
  public WarmStatus(StreamInput in) throws IOException {
    this(
        in.readVLong(),
        in.readVLong(),
        in.readVLong(),
        in.readVLong(),
        in.readVLong(),
        in.readVLong());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeVLong(wanted);
    out.writeVLong(done);
    out.writeVLong(found);
    out.writeVLong(encoded);
    out.writeVLong(failed);
    out.writeVLong(withoutText);
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject();
    writeMembers(builder);
    return builder.endObject();
  }

  void writeMembers(XContentBuilder builder) throws IOException {
    builder
        .field("wanted", wanted)
        .field("done", done)
        .field("found", found)
        .field("encoded", encoded)
        .field("failed", failed)
        .field("without_text", withoutText);
  }
}
