package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.testing.Hits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of Elasticsearch's format for specifications of its APIs: {@code schema.json} in the
 * jar {@code org.elasticsearch:rest-api-spec} of the version that this is a plugin for. Stricter
 * where that is lax: types are whole words, and an enumeration is all that has options, beside a
 * list.
 */
final class SpecFormat {
  private static final Pattern API = Pattern.compile("[a-z]+(_[a-z]+)*(\\.[a-z]+(_[a-z]+)*)?");
  private static final Pattern PARAMETER = Pattern.compile("_?[a-z]+(_[a-z]+)*");
  private static final Pattern PATH = Pattern.compile("/[a-z0-9/_{}]*");
  private static final Pattern OPTION = Pattern.compile("[a-zA-Z_]+");
  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final Set<String> TYPES =
      Set.of("list", "date", "time", "string", "enum", "int", "double", "float", "long", "boolean");

  private final List<String> faults = new ArrayList<>();

  private SpecFormat() {}

  /**
   * @param spec of the API {@code name}
   * @return what is wrong with it
   */
  static List<String> check(String name, Map<String, Object> spec) {
    SpecFormat format = new SpecFormat();
    format.api(name, spec);
    return format.faults;
  }

  private void api(String name, Map<String, Object> spec) {
    matches("name", name, API);
    members(
        "api",
        spec,
        Set.of("documentation", "stability", "visibility", "headers", "url"),
        Set.of("params", "body", "deprecated"));
    oneOf("stability", spec.get("stability"), Set.of("stable", "beta", "experimental"));
    oneOf("visibility", spec.get("visibility"), Set.of("private", "public"));
    Map<String, Object> documentation = Hits.object(spec, "documentation");
    members("documentation", documentation, Set.of("url", "description"), Set.of());
    Object url = documentation.get("url");
    // Only what is not stable may have none.
    if (url != null || "stable".equals(spec.get("stability"))) {
      matches("documentation.url", url, URL);
    }
    Map<String, Object> headers = Hits.object(spec, "headers");
    members("headers", headers, Set.of("accept"), Set.of("content_type"));
    Map<String, Object> paths = Hits.object(spec, "url");
    members("url", paths, Set.of("paths"), Set.of());
    Hits.objects(paths, "paths").forEach(this::path);
    if (spec.containsKey("params")) {
      parameters("params", Hits.object(spec, "params"));
    }
    if (spec.containsKey("body")) {
      members(
          "body",
          Hits.object(spec, "body"),
          Set.of("description"),
          Set.of("required", "serialize"));
    }
    if (spec.containsKey("body") != headers.containsKey("content_type")) {
      faults.add("a body, and a content type of it, are there both or not at all");
    }
  }

  private void path(Map<String, Object> path) {
    members("path", path, Set.of("path", "methods"), Set.of("parts", "deprecated"));
    matches("path", path.get("path"), PATH);
    for (Object method : Hits.path(path, "methods", List.class)) {
      oneOf("method", method, Set.of("DELETE", "GET", "HEAD", "POST", "PUT"));
    }
    Map<String, Object> parts = path.containsKey("parts") ? Hits.object(path, "parts") : Map.of();
    parameters("parts", parts);
    Set<String> named = new TreeSet<>();
    Pattern.compile("\\{(\\w+)}")
        .matcher(String.valueOf(path.get("path")))
        .results()
        .forEach(part -> named.add(part.group(1)));
    if (!named.equals(parts.keySet())) {
      faults.add("path [" + path.get("path") + "] has parts " + parts.keySet());
    }
  }

  private void parameters(String place, Map<String, Object> parameters) {
    for (String name : parameters.keySet()) {
      String where = place + "." + name;
      matches(where, name, PARAMETER);
      Map<String, Object> parameter = Hits.object(parameters, name);
      members(
          where,
          parameter,
          Set.of("type", "description"),
          Set.of("options", "default", "deprecated", "required"));
      Object type = parameter.get("type");
      oneOf(where + ".type", type, TYPES);
      boolean options = parameter.containsKey("options");
      if (options ? !Set.of("enum", "list").contains(type) : "enum".equals(type)) {
        faults.add(where + " is of type [" + type + "] and has " + parameter.keySet());
      }
      if (options) {
        for (Object option : Hits.path(parameter, "options", List.class)) {
          matches(where + ".options", option, OPTION);
        }
      }
    }
  }

  private void members(
      String place, Map<String, Object> object, Set<String> required, Set<String> more) {
    Set<String> known = new TreeSet<>(required);
    known.addAll(more);
    if (!object.keySet().containsAll(required) || !known.containsAll(object.keySet())) {
      faults.add(place + " has " + object.keySet() + "; expected some of " + known);
    }
  }

  private void matches(String place, @Nullable Object text, Pattern pattern) {
    if (!(text instanceof String string) || !pattern.matcher(string).matches()) {
      faults.add(place + " is [" + text + "]; expected " + pattern);
    }
  }

  private void oneOf(String place, @Nullable Object value, Set<String> values) {
    if (!(value instanceof String string) || !values.contains(string)) {
      faults.add(place + " is [" + value + "]; expected one of " + new TreeSet<>(values));
    }
  }
}
