package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import java.util.Map;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.tasks.TaskId;

/** Asks the node it is sent to how much of what is shown most is in the store. */
public final class CoverageRequest extends LocalRequest {
  private final String model;
  private final HeadItems items;

  /**
   * @param model id or alias
   * @param items what to look for
   */
  public CoverageRequest(String model, HeadItems items) {
    this.model = requireNonNull(model, "model is null");
    this.items = requireNonNull(items, "items is null");
  }

  String model() {
    return model;
  }

  HeadItems items() {
    return items;
  }

  @Override
  public String getDescription() {
    return "coverage of model [" + model + "] " + items;
  }

  @Override
  public Task createTask(
      long id, String type, String action, TaskId parent, Map<String, String> headers) {
    return new CancellableTask(id, type, action, getDescription(), parent, headers);
  }
}
