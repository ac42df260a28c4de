package io.ctrrank.plugin.users;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.plugin.action.LocalRequest;
import io.ctrrank.plugin.request.UserStateJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Appends events to users. */
public final class AppendEventsRequest extends LocalRequest {
  private final Map<String, List<BehaviorEvent>> events;
  private final boolean single;

  private AppendEventsRequest(Map<String, List<BehaviorEvent>> events, boolean single) {
    events.keySet().forEach(UserStateJson::userId);
    this.events = new LinkedHashMap<>(events);
    this.single = single;
  }

  /** Events of one user: a failure is that of the request. */
  public static AppendEventsRequest ofOne(String user, List<BehaviorEvent> events) {
    return new AppendEventsRequest(Map.of(user, events), true);
  }

  /** Events of many users, each of whom may fail apart from the others. */
  public static AppendEventsRequest ofMany(Map<String, List<BehaviorEvent>> events) {
    return new AppendEventsRequest(events, false);
  }

  Map<String, List<BehaviorEvent>> events() {
    return events;
  }

  boolean isSingle() {
    return single;
  }
}
