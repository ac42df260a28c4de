package io.ctrrank.plugin.warm;

import java.util.Map;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.TaskId;

/** Warming up under way: told by {@code GET _tasks?detailed}, ended by {@code _cancel}. */
final class WarmTask extends CancellableTask {
  private volatile WarmStatus status = WarmStatus.NOTHING;

  WarmTask(
      long id,
      String type,
      String action,
      String description,
      TaskId parent,
      Map<String, String> headers) {
    super(id, type, action, description, parent, headers);
  }

  @Override
  public WarmStatus getStatus() {
    return status;
  }

  void setStatus(WarmStatus now) {
    status = now;
  }
}
