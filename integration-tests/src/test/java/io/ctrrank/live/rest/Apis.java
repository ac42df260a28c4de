package io.ctrrank.live.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The APIs of some folders of rest-api-spec. Immutable. */
public final class Apis {
  /** File of the parameters that every API has. */
  private static final String COMMON = "_common";

  private final Map<String, Api> byName;
  private final Set<String> common;

  private Apis(Map<String, Api> byName, Set<String> common) {
    this.byName = byName;
    this.common = common;
  }

  /**
   * Reads specifications.
   *
   * @param folders each with a file {@code <name>.json} for each API; {@code _common.json} has the
   *     parameters of all
   */
  public static Apis read(List<Path> folders) throws IOException {
    Map<String, Api> byName = new TreeMap<>();
    Set<String> common = new TreeSet<>();
    for (Path folder : folders) {
      for (Path file : filesOf(folder)) {
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        JsonObject content =
            JsonParser.parseString(Files.readString(file, UTF_8)).getAsJsonObject();
        if (name.equals(COMMON)) {
          common.addAll(names(content.get("params")));
        } else if (byName.put(name, api(name, content.getAsJsonObject(name))) != null) {
          throw new IOException("api [" + name + "] is specified twice, in [" + file + "] again");
        }
      }
    }
    return new Apis(Map.copyOf(byName), Set.copyOf(common));
  }

  /** Every API. */
  public Collection<Api> all() {
    return byName.values();
  }

  /**
   * The API of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Api get(String name) {
    Api api = byName.get(name);
    if (api == null) {
      throw new IllegalArgumentException(
          "api [" + name + "] is not specified; expected one of " + new TreeSet<>(byName.keySet()));
    }
    return api;
  }

  /**
   * The request that an API makes of arguments.
   *
   * @throws IllegalArgumentException if there is no such API, or it has no such request
   * @see Api#request
   */
  public ApiRequest request(String name, Map<String, Object> arguments, @Nullable Object body) {
    return get(name).request(arguments, common, body);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static Api api(String name, JsonObject content) {
    List<Api.Route> routes = new ArrayList<>();
    for (JsonElement element : content.getAsJsonObject("url").getAsJsonArray("paths")) {
      JsonObject path = element.getAsJsonObject();
      routes.add(
          new Api.Route(
              path.get("path").getAsString(),
              strings(path.get("methods")),
              names(path.get("parts"))));
    }
    JsonObject body = content.getAsJsonObject("body");
    JsonObject headers = content.getAsJsonObject("headers");
    return new Api(
        name,
        List.copyOf(routes),
        names(content.get("params")),
        Optional.ofNullable(body).map(Apis::body),
        headers == null ? List.of() : strings(headers.get("content_type")));
  }

  private static Api.Body body(JsonObject body) {
    return new Api.Body(body.has("required") && body.get("required").getAsBoolean());
  }

  private static Set<String> names(@Nullable JsonElement object) {
    return object == null ? Set.of() : Set.copyOf(object.getAsJsonObject().keySet());
  }

  private static List<String> strings(@Nullable JsonElement array) {
    return array == null
        ? List.of()
        : ((JsonArray) array).asList().stream().map(JsonElement::getAsString).toList();
  }
}
