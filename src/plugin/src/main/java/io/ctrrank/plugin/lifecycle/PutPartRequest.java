package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import org.elasticsearch.common.bytes.BytesReference;

/** Sends one part of a zip that is too long for one request. */
public final class PutPartRequest extends LocalRequest {
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
}
