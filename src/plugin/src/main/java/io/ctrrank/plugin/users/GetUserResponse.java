package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.action.LocalResponse;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.UserState;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.xcontent.XContentBuilder;

/** What is stored of a user: events as they can be appended again, the profile, its vectors. */
public final class GetUserResponse extends LocalResponse {
  private final String id;
  private final UserState state;

  GetUserResponse(String id, UserState state) {
    this.id = requireNonNull(id, "id is null");
    this.state = requireNonNull(state, "state is null");
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject().field("user", id).field("total", state.total());
    if (state.timeToLive().isPresent()) {
      builder.field("expires_in_millis", state.timeToLive().get().toMillis());
    }
    builder.startArray("events");
    for (BehaviorEvent event : state.events().events()) {
      builder.startObject().field("item", event.item()).field("type", event.type());
      if (event.timestamp() > 0) {
        builder.field("ts", event.timestamp());
      }
      builder.endObject();
    }
    builder.endArray();
    if (state.profile().isPresent()) {
      writeProfile(builder, state.profile().get());
    }
    return builder.endObject();
  }

  private void writeProfile(XContentBuilder builder, String text) throws IOException {
    builder.startObject("profile").field("text", text);
    MadeProfile made = state.made();
    builder.field("source", made == null ? "application" : "events");
    if (made != null) {
      builder.field("made_of", made.events()).field("made_at_millis", made.madeAt());
    }
    builder.startObject("vectors");
    long fingerprint = TextFingerprint.ofText(text);
    for (Map.Entry<String, CachedVector> vector : new TreeMap<>(state.vectors()).entrySet()) {
      builder
          .startObject(vector.getKey())
          .field("dimension", vector.getValue().vector().length)
          .field("of_this_text", vector.getValue().fingerprint() == fingerprint)
          .field("made_at_millis", vector.getValue().stamp())
          .endObject();
    }
    builder.endObject().endObject();
  }
}
