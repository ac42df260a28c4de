package io.ctrrank.live.yaml;

import io.ctrrank.live.rest.Apis;
import io.ctrrank.live.rest.RestAnswer;
import io.ctrrank.live.rest.Sender;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the steps of one test share: the node, the last answer, variables. Not thread-safe. */
public final class World {
  private static final int LONGEST = 2_000;

  private final Apis apis;
  private final Sender node;
  private final Variables variables;
  private @Nullable RestAnswer last;

  /**
   * @param apis what may be asked
   * @param variables values by name, before the test sets its own
   */
  public World(Apis apis, Sender node, Map<String, Object> variables) {
    this.apis = apis;
    this.node = node;
    this.variables = new Variables(variables);
  }

  RestAnswer send(String api, Map<String, Object> arguments, @Nullable Object body)
      throws IOException {
    last = node.send(apis.request(api, arguments, body));
    return last;
  }

  Variables variables() {
    return variables;
  }

  /** The value at a path of the last answer, null if there is none. */
  @Nullable Object at(ValuePath path) {
    if (last == null) {
      throw new AssertionError("nothing was asked yet");
    }
    return path.in(last, variables);
  }

  /** For messages: the answer that an assertion was about. */
  String lastAnswerInWords() {
    if (last == null) {
      return "";
    }
    String text = last.text();
    return "\nlast answer ["
        + last.status()
        + "]: "
        + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
  }
}
