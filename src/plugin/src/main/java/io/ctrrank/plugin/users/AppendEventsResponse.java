package io.ctrrank.plugin.users;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.xcontent.XContentBuilder;

/** What became of events, user by user. */
public final class AppendEventsResponse extends LocalResponse {
  private final Map<String, UserStates.Appended> appended;
  private final Map<String, ElasticsearchStatusException> failures;
  private final boolean single;

  AppendEventsResponse(
      Map<String, UserStates.Appended> appended,
      Map<String, ElasticsearchStatusException> failures,
      boolean single) {
    this.appended = new LinkedHashMap<>(appended);
    this.failures = new LinkedHashMap<>(failures);
    this.single = single;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    if (single) {
      return write(builder, appended.values().iterator().next());
    }
    builder.startObject().field("errors", !failures.isEmpty()).startObject("users");
    for (Map.Entry<String, UserStates.Appended> user : appended.entrySet()) {
      write(builder.field(user.getKey()), user.getValue());
    }
    for (Map.Entry<String, ElasticsearchStatusException> user : failures.entrySet()) {
      builder
          .startObject(user.getKey())
          .field("status", user.getValue().status().getStatus())
          .field("error", user.getValue().getMessage())
          .endObject();
    }
    return builder.endObject().endObject();
  }

  private static XContentBuilder write(XContentBuilder builder, UserStates.Appended user)
      throws IOException {
    return builder
        .startObject()
        .field("taken", user.taken())
        .field("known", user.known())
        .field("too_old", user.tooOld())
        .field("total", user.total())
        .field("profile_refresh", user.refreshing())
        .endObject();
  }
}
