package io.ctrrank.plugin.request;

import java.io.IOException;
import java.util.List;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;

/** The JSON of a request for the log: {@code "ctr_log": {"features": true}}. */
public final class CtrLogJson {
  private static final String FEATURES = "features";

  private CtrLogJson() {}

  /**
   * Reads it; the parser stands on its value.
   *
   * @return whether what the model read of each hit is wanted, too
   * @throws ParsingException (400) naming what was found
   */
  public static boolean read(XContentParser parser) throws IOException {
    boolean[] features = new boolean[1];
    StrictJson.object(
        parser,
        "ext.ctr_log",
        List.of(FEATURES),
        (member, path) -> features[0] = StrictJson.bool(parser, path));
    return features[0];
  }

  /** Writes it. */
  public static void write(XContentBuilder builder, boolean features) throws IOException {
    builder.startObject();
    if (features) {
      builder.field(FEATURES, true);
    }
    builder.endObject();
  }
}
