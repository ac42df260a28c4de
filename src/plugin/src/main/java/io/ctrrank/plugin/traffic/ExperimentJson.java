package io.ctrrank.plugin.traffic;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.request.StrictJson;
import io.ctrrank.plugin.traffic.ExperimentDraft.ArmDraft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParser.Token;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.jspecify.annotations.Nullable;

/** The JSON of experiments: as they are asked for, and as they are kept. */
public final class ExperimentJson {
  private static final String ALIAS = "alias";
  private static final String LAYER = "layer";
  private static final String ARMS = "arms";
  private static final String NAME = "name";
  private static final String MODEL = "model";
  private static final String SHARE = "share";

  private ExperimentJson() {}

  /**
   * Reads the body of a request.
   *
   * @param name of the experiment
   * @throws ParsingException (400) naming the member, what was found and what was expected
   */
  public static ExperimentDraft read(XContentParser parser, String name) throws IOException {
    Draft draft = new Draft();
    if (parser.currentToken() == null) {
      parser.nextToken();
    }
    StrictJson.object(
        parser,
        "experiment",
        List.of(ALIAS, LAYER, ARMS),
        (member, path) -> {
          switch (member) {
            case ALIAS -> draft.alias = StrictJson.name(parser, path);
            case LAYER -> draft.layer = StrictJson.name(parser, path);
            default -> arms(parser, path, draft.arms);
          }
        });
    if (draft.alias == null) {
      throw new IllegalArgumentException(
          "experiment ["
              + name
              + "] has no [alias]; name the index alias, index or data stream whose searches it"
              + " splits");
    }
    return new ExperimentDraft(
        name, draft.alias, draft.layer == null ? name : draft.layer, draft.arms);
  }

  private static void arms(XContentParser parser, String path, List<ArmDraft> arms)
      throws IOException {
    if (parser.currentToken() != Token.START_ARRAY) {
      throw StrictJson.unexpected(parser, path, "an array of arms");
    }
    while (parser.nextToken() != Token.END_ARRAY) {
      arms.add(arm(parser, path + "[" + arms.size() + "]"));
    }
  }

  private static ArmDraft arm(XContentParser parser, String path) throws IOException {
    ArmInTheMaking arm = new ArmInTheMaking();
    StrictJson.object(
        parser,
        path,
        List.of(NAME, MODEL, SHARE),
        (member, place) -> {
          switch (member) {
            case NAME -> arm.name = StrictJson.name(parser, place);
            case MODEL -> arm.model = StrictJson.name(parser, place);
            default -> arm.buckets = share(parser, place);
          }
        });
    if (arm.name == null || arm.model == null || arm.buckets == null) {
      throw StrictJson.error(
          parser,
          "["
              + path
              + "] lacks ["
              + (arm.name == null ? NAME : arm.model == null ? MODEL : SHARE)
              + "]; expected [name], [model] and [share]");
    }
    return new ArmDraft(arm.name, arm.model, arm.buckets);
  }

  private static int share(XContentParser parser, String path) throws IOException {
    double buckets = StrictJson.number(parser, path) * Buckets.COUNT / 100;
    if (buckets < 0 || buckets > Buckets.COUNT || Math.abs(buckets - Math.rint(buckets)) > 1e-6) {
      throw StrictJson.unexpected(
          parser, path, "percent of the traffic, from 0 to 100 in steps of 0.01");
    }
    return (int) Math.rint(buckets);
  }

  /** An experiment as one line, to be kept. */
  static String write(Experiment experiment) {
    return Strings.toString(experiment);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Experiment parse(String name, String json) {
    try {
      Map<String, Object> members =
          XContentHelper.convertToMap(JsonXContent.jsonXContent, json, true);
      List<Arm> arms = new ArrayList<>();
      for (Object element : (List<?>) member(members, ARMS)) {
        Map<?, ?> arm = (Map<?, ?>) element;
        arms.add(
            new Arm(
                (String) member(arm, NAME),
                (String) member(arm, MODEL),
                Buckets.parse((String) member(arm, "buckets"))));
      }
      return new Experiment(
          name,
          (String) member(members, ALIAS),
          (String) member(members, LAYER),
          arms,
          state((String) member(members, "state")),
          millis(members.get("created_in_millis")),
          millis(members.get("started_in_millis")),
          millis(members.get("stopped_in_millis")));
    } catch (ClassCastException | UncheckedIOException | IllegalStateException e) {
      throw new IllegalArgumentException("no experiment can be read from [" + json + "]", e);
    }
  }

  private static Object member(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("experiment without [" + name + "]: " + members);
    }
    return value;
  }

  private static long millis(@Nullable Object value) {
    return value == null ? 0 : ((Number) value).longValue();
  }

  private static Experiment.State state(String text) {
    for (Experiment.State state : Experiment.State.values()) {
      if (state.toString().equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("experiment with the state [" + text + "]");
  }

  private static final class Draft {
    private @Nullable String alias;
    private @Nullable String layer;
    private final List<ArmDraft> arms = new ArrayList<>();
  }

  private static final class ArmInTheMaking {
    private @Nullable String name;
    private @Nullable String model;
    private @Nullable Integer buckets;
  }
}
