package io.ctrrank.plugin.request;

import java.io.IOException;
import java.util.List;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.xcontent.XContentParser;

/** The JSON of a request for the log: an object without members, {@code "ctr_log": {}}. */
public final class CtrLogJson {
  private CtrLogJson() {}

  /**
   * Reads it; the parser stands on its value.
   *
   * @throws ParsingException (400) naming what was found
   */
  public static void read(XContentParser parser) throws IOException {
    StrictJson.object(parser, "ext.ctr_log", List.of(), (member, path) -> {});
  }
}
