package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** Sends one part of a zip that is too long for one request. */
public final class PutPartRequest extends ActionRequest {
  /** Most parts of one zip. */
  static final int MOST_PARTS = 10_000;

  private final String id;
  private final int number;
  private final BytesReference content;

  /**
   * @param id of the model
   * @param number of the part, from 1
   * @param content not to be read after the answer
   */
  public PutPartRequest(String id, int number, BytesReference content) {
    this.id = requireNonNull(id, "id is null");
    this.number = number;
    this.content = requireNonNull(content, "content is null");
  }

  String id() {
    return id;
  }

  int number() {
    return number;
  }

  BytesReference content() {
    return content;
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
