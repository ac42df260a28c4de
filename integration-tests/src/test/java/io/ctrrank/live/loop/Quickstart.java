package io.ctrrank.live.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests and commands of docs/quickstart.md, which the loop sends and runs as they stand there.
 */
final class Quickstart {
  private static final Path PAGE = Path.of("../docs/quickstart.md");
  private static final Pattern BLOCK = Pattern.compile("```\\n(.*?)```\\n", Pattern.DOTALL);
  private static final Pattern REQUEST =
      Pattern.compile("(?:GET|POST|PUT|DELETE) /.*(?:\\n[{ \"].*)*");
  private static final String CTR_RANK = "ctr-rank ";

  private final List<String> blocks;

  private Quickstart(List<String> blocks) {
    this.blocks = blocks;
  }

  static Quickstart read() throws IOException {
    return new Quickstart(
        BLOCK.matcher(Files.readString(PAGE, UTF_8)).results().map(b -> b.group(1)).toList());
  }

  /** All requests, each a line with method and path, and a body in this line or below it. */
  List<String> requests() {
    return blocks.stream()
        .flatMap(block -> REQUEST.matcher(block).results().map(found -> found.group()))
        .toList();
  }

  /**
   * The bodies of the requests with this method and path, in the page's order.
   *
   * @param method such as {@code PUT}
   */
  List<JsonObject> bodies(String method, String path) {
    List<JsonObject> bodies =
        requests().stream()
            .filter(request -> request.split("\\s+", 3)[0].equals(method))
            .filter(request -> request.split("\\s+", 3)[1].equals(path))
            .map(Quickstart::json)
            .toList();
    if (bodies.isEmpty()) {
      throw new AssertionError("page has no [" + method + " " + path + "]");
    }
    return bodies;
  }

  /** The body of a request. */
  static JsonObject json(String request) {
    // The page leaves out what everybody has their own of.
    return JsonParser.parseString(
            request.substring(request.indexOf('{')).replace("...", "{\"match_all\": {}}"))
        .getAsJsonObject();
  }

  /** Lines of the shell. */
  List<String> lines() {
    return blocks.stream().flatMap(String::lines).toList();
  }

  /** The only line of the shell that has a text. */
  String line(String text) {
    List<String> found = lines().stream().filter(line -> line.contains(text)).toList();
    if (found.size() != 1) {
      throw new AssertionError("page has [" + text + "] in " + found + ", not in one line");
    }
    return found.getFirst();
  }

  /** The body that a line of the shell sends with curl. */
  JsonObject curled(String text) {
    Matcher body = Pattern.compile("-d '(.*)'").matcher(line(text));
    if (!body.find()) {
      throw new AssertionError("line [" + line(text) + "] sends no body");
    }
    return JsonParser.parseString(body.group(1)).getAsJsonObject();
  }

  /**
   * The words of the only {@code ctr-rank} command that begins so and has a text.
   *
   * @param replaced texts of the page by those that stand in for them; in their order
   */
  List<String> command(String begin, String text, Map<String, String> replaced) {
    List<String> found =
        lines().stream()
            .filter(line -> line.startsWith(CTR_RANK + begin) && line.contains(text))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("page has commands " + found + " that begin with [" + begin + "]");
    }
    String line = found.getFirst().substring(CTR_RANK.length()).replaceFirst("\\s+#.*", "");
    for (Map.Entry<String, String> one : replaced.entrySet()) {
      line = line.replace(one.getKey(), one.getValue());
    }
    return List.of(line.strip().split("\\s+"));
  }
}
