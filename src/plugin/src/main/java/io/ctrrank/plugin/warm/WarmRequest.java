package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.tasks.TaskId;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for warming up a model. */
public final class WarmRequest extends ActionRequest {
  private final String model;
  private final HeadItems items;
  private final double itemsPerSecond;
  private boolean resultKept;

  /**
   * @param model id or alias
   * @param items what to put into the store
   * @param itemsPerSecond most items that are encoded in a second, infinite for as many as go
   */
  public WarmRequest(String model, HeadItems items, double itemsPerSecond) {
    this.model = requireNonNull(model, "model is null");
    this.items = requireNonNull(items, "items is null");
    this.itemsPerSecond = itemsPerSecond;
    if (!(itemsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "[items_per_second] is [" + itemsPerSecond + "]; expected a number above 0");
    }
  }

  String model() {
    return model;
  }

  HeadItems items() {
    return items;
  }

  double itemsPerSecond() {
    return itemsPerSecond;
  }

  /** Keeps the result of the task where {@code GET _tasks} finds it. */
  public void keepResult() {
    resultKept = true;
  }

  @Override
  public boolean getShouldStoreResult() {
    return resultKept;
  }

  @Override
  public String getDescription() {
    return "warm model [" + model + "] " + items;
  }

  @Override
  public Task createTask(
      long id, String type, String action, TaskId parent, Map<String, String> headers) {
    return new WarmTask(id, type, action, getDescription(), parent, headers);
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
