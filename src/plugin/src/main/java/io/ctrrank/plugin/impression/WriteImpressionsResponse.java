package io.ctrrank.plugin.impression;

import java.io.IOException;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** What became of impressions. */
public final class WriteImpressionsResponse extends ActionResponse {
  private final int written;
  private final int repeated;
  private final int failed;
  private final @Nullable Exception failure;

  /**
   * @param written how many are there now
   * @param repeated how many were there before
   * @param failed how many are not
   * @param failure of one of them; null if none failed
   */
  WriteImpressionsResponse(int written, int repeated, int failed, @Nullable Exception failure) {
    this.written = written;
    this.repeated = repeated;
    this.failed = failed;
    this.failure = failure;
  }

  /** Reads a response that another node wrote. */
  public WriteImpressionsResponse(StreamInput in) throws IOException {
    this(in.readVInt(), in.readVInt(), in.readVInt(), in.readException());
  }

  int written() {
    return written;
  }

  int repeated() {
    return repeated;
  }

  int failed() {
    return failed;
  }

  @Nullable Exception failure() {
    return failure;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeVInt(written);
    out.writeVInt(repeated);
    out.writeVInt(failed);
    out.writeException(failure);
  }
}
