package io.ctrrank.live.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a console file: a line with method and path, the lines of the body below it, comments after
 * {@code #}. A comment {@code # answers 404} tells the status of the request that follows.
 */
public final class ConsoleFile {
  private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|DELETE|HEAD) (/\\S*)");
  private static final Pattern ANSWERS = Pattern.compile("# answers (\\d{3})");

  private final List<ConsoleRequest> requests = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private @Nullable Matcher head;
  private int headLine;
  private Optional<Integer> status = Optional.empty();

  private ConsoleFile() {}

  /**
   * The requests of a file, in its order.
   *
   * @throws IllegalArgumentException if it has a line that belongs to none
   */
  public static List<ConsoleRequest> parse(String text) {
    return new ConsoleFile().read(text.lines().toList());
  }

  private List<ConsoleRequest> read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      take(i + 1, lines.get(i).stripTrailing());
    }
    end();
    if (status.isPresent()) {
      throw new IllegalArgumentException(
          "[# answers " + status.get() + "] has no request below it");
    }
    return List.copyOf(requests);
  }

  private void take(int number, String line) {
    Matcher request = REQUEST.matcher(line);
    if (request.matches()) {
      end();
      head = request;
      headLine = number;
    } else if (line.startsWith("#")) {
      end();
      Matcher answers = ANSWERS.matcher(line);
      if (answers.matches()) {
        status = Optional.of(Integer.valueOf(answers.group(1)));
      }
    } else if (!line.isEmpty()) {
      if (head == null) {
        throw new IllegalArgumentException(
            "line ["
                + number
                + "] is ["
                + line
                + "]; expected a comment, a request, or a body right below one");
      }
      body.append(body.isEmpty() ? "" : "\n").append(line);
    } else {
      end();
    }
  }

  /** What was read of a request is all of it. */
  private void end() {
    if (head != null) {
      requests.add(
          new ConsoleRequest(headLine, head.group(1), head.group(2), body.toString(), status));
      head = null;
      body.setLength(0);
      status = Optional.empty();
    }
  }
}
