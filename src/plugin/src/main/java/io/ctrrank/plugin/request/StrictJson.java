package io.ctrrank.plugin.request;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParser.NumberType;
import org.elasticsearch.xcontent.XContentParser.Token;

/** Reads JSON that means what it says: every surprise is an error (400) with its place. */
public final class StrictJson {
  /** Most characters of an id that is kept, for messages and indices. */
  static final int LONGEST_ID = 512;

  private static final int LONGEST_QUOTE = 100;

  /** What a response header can tell, alone or among others, and is told by as it is. */
  private static final Pattern HEADER =
      Pattern.compile("[!-~&&[^,]](?:[ -~&&[^,]]{0,510}[!-~&&[^,]])?");

  private StrictJson() {}

  /** Reads the value of one member; the parser stands on it. */
  @FunctionalInterface
  public interface MemberReader {
    void read(String member, String path) throws IOException;
  }

  /**
   * Reads an object; the parser stands on its start and is left on its end.
   *
   * @param path of the object, for messages
   * @param members every member that may stand in it
   */
  public static void object(
      XContentParser parser, String path, List<String> members, MemberReader reader)
      throws IOException {
    if (parser.currentToken() != Token.START_OBJECT) {
      throw unexpected(parser, path, "an object with members " + members);
    }
    while (parser.nextToken() != Token.END_OBJECT) {
      String member = parser.currentName();
      if (!members.contains(member)) {
        throw unknown(parser, path, member, members);
      }
      parser.nextToken();
      reader.read(member, path + "." + member);
    }
  }

  /** An object has a member that it cannot have. */
  static ParsingException unknown(
      XContentParser parser, String path, String member, List<String> members) {
    return error(
        parser, "[" + path + "] has unknown member [" + member + "]; expected one of " + members);
  }

  /** Reads a string that is not blank. */
  public static String name(XContentParser parser, String path) throws IOException {
    String text = string(parser, path);
    if (text.isBlank()) {
      throw unexpected(parser, path, "a string that is not blank");
    }
    return text;
  }

  /** Reads a string. */
  public static String string(XContentParser parser, String path) throws IOException {
    if (parser.currentToken() != Token.VALUE_STRING) {
      throw unexpected(parser, path, "a string");
    }
    return parser.text();
  }

  /**
   * Refuses a text that is too long.
   *
   * @param longest most characters
   * @return {@code text}
   */
  public static String atMost(XContentParser parser, String path, String text, int longest) {
    if (text.length() > longest) {
      throw error(
          parser,
          "["
              + path
              + "] has ["
              + text.length()
              + "] characters; expected at most ["
              + longest
              + "]");
    }
    return text;
  }

  /** Reads an id: a string that is not blank, or a whole number in its decimal form. */
  public static String id(XContentParser parser, String path) throws IOException {
    if (isWholeNumber(parser)) {
      return parser.text();
    }
    if (parser.currentToken() != Token.VALUE_STRING || parser.text().isBlank()) {
      throw unexpected(parser, path, "a string or a whole number");
    }
    return parser.text();
  }

  /** Reads an id as {@link #id}, of a length that is fit to be kept. */
  public static String keptId(XContentParser parser, String path) throws IOException {
    return atMost(parser, path, id(parser, path), LONGEST_ID);
  }

  /** Reads a name that stands in a response header, which separates several by commas. */
  public static String headerName(XContentParser parser, String path) throws IOException {
    String name = string(parser, path);
    if (!HEADER.matcher(name).matches()) {
      throw unexpected(
          parser,
          path,
          "1 to ["
              + LONGEST_ID
              + "] printable ASCII characters without commas, and no space at the ends");
    }
    return name;
  }

  /** Reads a point in time. */
  public static long seconds(XContentParser parser, String path) throws IOException {
    if (!isSeconds(parser)) {
      throw unexpected(parser, path, "seconds since the epoch as a whole number");
    }
    return parser.longValue();
  }

  /** Whether {@link #seconds} reads what the parser stands on. */
  static boolean isSeconds(XContentParser parser) throws IOException {
    return isWholeNumber(parser)
        && parser.numberType() != NumberType.BIG_INTEGER
        && parser.longValue() >= 0;
  }

  /** Reads a finite number. */
  public static double number(XContentParser parser, String path) throws IOException {
    if (parser.currentToken() != Token.VALUE_NUMBER || !Double.isFinite(parser.doubleValue())) {
      throw unexpected(parser, path, "a number");
    }
    return parser.doubleValue();
  }

  /** Reads {@code true} or {@code false}; their names as strings are neither. */
  public static boolean bool(XContentParser parser, String path) throws IOException {
    if (parser.currentToken() != Token.VALUE_BOOLEAN) {
      throw unexpected(parser, path, "true or false");
    }
    return parser.booleanValue();
  }

  /** Reads the name of one of {@code choices}. */
  public static <T> T choice(XContentParser parser, String path, T[] choices) throws IOException {
    String name = string(parser, path);
    for (T choice : choices) {
      if (choice.toString().equals(name)) {
        return choice;
      }
    }
    throw unexpected(parser, path, "one of " + List.of(choices));
  }

  /** Reads a time in Elasticsearch's form, such as {@code "20ms"}, from 0 to {@code most}. */
  public static Duration time(XContentParser parser, String path, Duration most)
      throws IOException {
    if (parser.currentToken() == Token.VALUE_STRING) {
      try {
        long nanos = TimeValue.parseTimeValue(parser.text(), path).nanos();
        if (nanos >= 0 && nanos <= most.toNanos()) {
          return Duration.ofNanos(nanos);
        }
      } catch (IllegalArgumentException e) {
        throw new ParsingException(
            parser.getTokenLocation(), describe(parser, path, aTime(most)), e);
      }
    }
    throw unexpected(parser, path, aTime(most));
  }

  private static String aTime(Duration most) {
    return "a string such as [20ms], from [0] to ["
        + TimeValue.timeValueMillis(most.toMillis())
        + "]";
  }

  private static boolean isWholeNumber(XContentParser parser) throws IOException {
    if (parser.currentToken() != Token.VALUE_NUMBER) {
      return false;
    }
    NumberType type = parser.numberType();
    return type == NumberType.INT || type == NumberType.LONG || type == NumberType.BIG_INTEGER;
  }

  /** The value the parser stands on is not what was expected. */
  public static ParsingException unexpected(XContentParser parser, String path, String expected)
      throws IOException {
    return error(parser, describe(parser, path, expected));
  }

  private static String describe(XContentParser parser, String path, String expected)
      throws IOException {
    return "[" + path + "] is " + found(parser) + "; expected " + expected;
  }

  /** An error at the parser's place. */
  public static ParsingException error(XContentParser parser, String message) {
    return new ParsingException(parser.getTokenLocation(), message);
  }

  private static String found(XContentParser parser) throws IOException {
    Token token = parser.currentToken();
    if (token == Token.START_OBJECT) {
      return "an object";
    }
    if (token == Token.START_ARRAY) {
      return "an array";
    }
    if (token == Token.VALUE_NULL) {
      return "[null]";
    }
    String text = parser.text();
    return "["
        + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text)
        + "]";
  }
}
