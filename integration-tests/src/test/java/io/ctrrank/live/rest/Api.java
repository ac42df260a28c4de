package io.ctrrank.live.rest;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One API as a file of rest-api-spec has it.
 *
 * @param name such as {@code ctr.get_model}
 * @param routes its paths, in the file's order
 * @param parameters names of its query parameters
 * @param body what its body is, absent if it has none
 * @param contentTypes of its body, the preferred one first
 */
public record Api(
    String name,
    List<Route> routes,
    Set<String> parameters,
    Optional<Body> body,
    List<String> contentTypes) {

  /**
   * One path of an API.
   *
   * @param path with {@code {part}} where a part goes
   * @param methods that it is asked with, at least one
   * @param parts names of its parts
   */
  public record Route(String path, List<String> methods, Set<String> parts) {}

  /**
   * The body of an API.
   *
   * @param required whether a request must have one
   */
  public record Body(boolean required) {}

  /**
   * The request that arguments make.
   *
   * @param arguments parts and parameters by name
   * @param common names of parameters that every API has
   * @param body a map or list (JSON; a list of lines where the API takes lines), a string (sent as
   *     it is), or bytes
   * @throws IllegalArgumentException if the specification does not have such a request
   */
  public ApiRequest request(
      Map<String, Object> arguments, Set<String> common, @Nullable Object body) {
    Route route = routeFor(arguments.keySet());
    Map<String, Object> query = new LinkedHashMap<>(arguments);
    query.keySet().removeAll(route.parts());
    for (String given : query.keySet()) {
      if (!parameters.contains(given) && !common.contains(given)) {
        throw new IllegalArgumentException(
            "api ["
                + name
                + "] has no parameter ["
                + given
                + "] at ["
                + route.path()
                + "]; expected one of "
                + new TreeSet<>(parameters)
                + " or "
                + new TreeSet<>(common));
      }
    }
    check(body);
    return new ApiRequest(
        method(route, body != null), path(route, arguments), query, Payload.of(body, contentTypes));
  }

  /**
   * The path that arguments make: the one with most parts of those whose parts are all given.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Route routeFor(Set<String> given) {
    return routes.stream()
        .filter(route -> given.containsAll(route.parts()))
        .max(Comparator.comparingInt(route -> route.parts().size()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "api ["
                        + name
                        + "] has no path with "
                        + given
                        + "; expected the parts of one of "
                        + routes.stream().map(Route::path).collect(joining(", ", "[", "]"))));
  }

  private void check(@Nullable Object given) {
    if (given != null && body.isEmpty()) {
      throw new IllegalArgumentException("api [" + name + "] has no body; leave it out");
    }
    if (given == null && body.isPresent() && body.get().required()) {
      throw new IllegalArgumentException("api [" + name + "] needs a body; give one");
    }
  }

  /** Where a path takes several methods, a body goes with one that clients can send it with. */
  private static String method(Route route, boolean withBody) {
    return withBody && route.methods().contains("POST") ? "POST" : route.methods().getFirst();
  }

  private static String path(Route route, Map<String, Object> arguments) {
    List<String> segments = new ArrayList<>();
    for (String segment : route.path().split("/", -1)) {
      boolean part = segment.startsWith("{") && segment.endsWith("}");
      segments.add(
          part
              ? ApiRequest.encode(arguments.get(segment.substring(1, segment.length() - 1)))
              : segment);
    }
    return String.join("/", segments);
  }
}
