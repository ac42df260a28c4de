package io.ctrrank.plugin.request;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParser.Token;
import org.jspecify.annotations.Nullable;

/** The JSON of what a search says about experiments: an object, or {@code "_none"}. */
final class ExperimentInputJson {
  private static final String NAME = "name";
  private static final String ARM = "arm";
  private static final String UNIT = "unit";
  private static final String REFUSED = "_none";

  private ExperimentInputJson() {}

  static ExperimentInput read(XContentParser parser, String path) throws IOException {
    if (parser.currentToken() == Token.VALUE_STRING) {
      if (!parser.text().equals(REFUSED)) {
        throw StrictJson.unexpected(
            parser, path, "[_none], or an object with members [name, arm, unit]");
      }
      return ExperimentInput.NONE;
    }
    Members members = new Members();
    StrictJson.object(
        parser,
        path,
        List.of(NAME, ARM, UNIT),
        (member, place) -> {
          switch (member) {
            case NAME -> members.name = StrictJson.name(parser, place);
            case ARM -> members.arm = StrictJson.name(parser, place);
            default -> members.unit = StrictJson.keptId(parser, place);
          }
        });
    return new ExperimentInput(
        Optional.ofNullable(members.name),
        Optional.ofNullable(members.arm),
        Optional.ofNullable(members.unit),
        false);
  }

  static void write(XContentBuilder builder, ExperimentInput input) throws IOException {
    if (input.refused()) {
      builder.value(REFUSED);
      return;
    }
    builder.startObject();
    if (input.name().isPresent()) {
      builder.field(NAME, input.name().get());
    }
    if (input.arm().isPresent()) {
      builder.field(ARM, input.arm().get());
    }
    if (input.unit().isPresent()) {
      builder.field(UNIT, input.unit().get());
    }
    builder.endObject();
  }

  private static final class Members {
    private @Nullable String name;
    private @Nullable String arm;
    private @Nullable String unit;
  }
}
