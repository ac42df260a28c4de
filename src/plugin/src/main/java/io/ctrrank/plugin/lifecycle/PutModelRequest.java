package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for taking a model in. */
public final class PutModelRequest extends ActionRequest {
  private final String id;
  private final Source source;
  private final TimeValue timeout;

  /** Where the zip is. */
  public sealed interface Source {
    /** In the request; not to be read after its answer. */
    record Content(BytesReference zip) implements Source {}

    /** In parts 1 to {@code count}, sent before. */
    record Parts(int count) implements Source {}
  }

  /**
   * @param id of the model
   * @param source the zip of its bundle
   * @param timeout how long to wait for the nodes to have it
   */
  public PutModelRequest(String id, Source source, TimeValue timeout) {
    this.id = requireNonNull(id, "id is null");
    this.source = requireNonNull(source, "source is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  String id() {
    return id;
  }

  Source source() {
    return source;
  }

  TimeValue timeout() {
    return timeout;
  }

  @Override
  public @Nullable ActionRequestValidationException validate() {
    return null;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }
}
