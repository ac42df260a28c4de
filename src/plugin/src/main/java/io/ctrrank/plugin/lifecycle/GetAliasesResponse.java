package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.elasticsearch.xcontent.XContentBuilder;

/** Aliases: the model each names, and those it named before. */
public final class GetAliasesResponse extends LocalResponse {
  private final SortedMap<String, List<String>> aliases;

  GetAliasesResponse(SortedMap<String, List<String>> aliases) {
    this.aliases = aliases;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject().startObject("aliases");
    for (Map.Entry<String, List<String>> alias : aliases.entrySet()) {
      List<String> targets = alias.getValue();
      builder
          .startObject(alias.getKey())
          .field("model", targets.getFirst())
          .field("before", targets.subList(1, targets.size()))
          .endObject();
    }
    return builder.endObject().endObject();
  }
}
