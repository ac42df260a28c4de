package io.ctrrank.plugin.rest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.Endpoints;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestHandler.Route;
import org.elasticsearch.rest.RestRequest.Method;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The files of rest-api-spec follow Elasticsearch's format, and say what the handlers do. */
@ExtendWith(ElasticsearchLogging.class)
final class RestSpecTest {
  private static final Path SPECS = Path.of("../../rest-api-spec/api");

  /** Parameters that every API has. A specification lists only a {@code format} of its own. */
  private static final Set<String> COMMON =
      Set.of("error_trace", "filter_path", "format", "human", "pretty");

  /** Bodies that handlers take; those of other specifications are bytes. */
  private static final Map<String, String> BODIES =
      Map.of(
          "[PUT] /_ctr/alias/{name}", "{\"model\": \"m\"}",
          "[PUT] /_ctr/binding/{alias}", "{\"model\": \"m\"}",
          "[PUT] /_ctr/experiment/{name}",
              "{\"alias\": \"a\", \"arms\": [{\"name\": \"x\", \"model\": \"m\", \"share\": 1}]}",
          "[PUT] /_ctr/user/{id}", "{\"profile\": \"likes films\"}",
          "[POST] /_ctr/user/{id}/_events", "{\"events\": [{\"item\": \"i\", \"ts\": 1}]}",
          "[POST] /_ctr/user/_events",
              "{\"events\": [{\"user\": \"u\", \"item\": \"i\", \"ts\": 1}]}",
          "[POST] /_ctr/model/{id}/_warm", "{\"index\": \"i\", \"by\": \"f\"}",
          "[PUT] /_ctr/model/{id}/_warm/_schedule",
              "{\"index\": \"i\", \"by\": \"f\", \"interval\": \"1h\"}");

  @Test
  void everySpec_isNamedAfterItsFile() throws IOException {
    for (String name : names()) {
      assertThat(read(name)).containsOnlyKeys(name);
    }
  }

  @Test
  void everySpec_followsTheFormatOfElasticsearch() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String name : names()) {
      SpecFormat.check(name, spec(name)).forEach(fault -> wrong.add(name + ": " + fault));
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void specs_haveThePathsOfTheHandlers_noneMissingNoneMore() throws IOException {
    List<String> specified = new ArrayList<>();
    for (String name : names()) {
      for (Map<String, Object> path : Hits.objects(spec(name), "url.paths")) {
        specified.add(path.get("methods") + " " + path.get("path"));
      }
    }

    assertThat(specified)
        .containsExactlyInAnyOrderElementsOf(
            Endpoints.handlers().stream()
                .flatMap(handler -> handler.routes().stream())
                .map(RestSpecTest::describe)
                .toList());
  }

  /** A handler that does not know a parameter refuses it. */
  @Test
  void specs_haveTheParametersThatHandlersRead_noneMissingNoneMore() throws Exception {
    Map<String, RestHandler> handlers = new LinkedHashMap<>();
    for (RestHandler handler : Endpoints.handlers()) {
      handler.routes().forEach(route -> handlers.put(describe(route), handler));
    }
    for (String name : names()) {
      Map<String, Object> spec = spec(name);
      Map<String, Object> parameters = objectOrEmpty(spec, "params");
      Set<String> known = new TreeSet<>(COMMON);
      known.addAll(parameters.keySet());
      for (Map<String, Object> path : Hits.objects(spec, "url.paths")) {
        known.addAll(objectOrEmpty(path, "parts").keySet());
      }
      for (Map<String, Object> path : Hits.objects(spec, "url.paths")) {
        String route = path.get("methods") + " " + path.get("path");
        Map<String, Object> parts = objectOrEmpty(path, "parts");
        Map<String, String> given = new LinkedHashMap<>(values(parameters));
        given.putAll(values(parts));
        Set<String> read =
            HandlerProbe.parametersRead(
                requireNonNull(handlers.get(route), route),
                Method.valueOf(Hits.path(path, "methods.0", String.class)),
                given,
                spec.containsKey("body") ? BODIES.getOrDefault(route, "bytes") : "");

        assertThat(known).as(name + " at " + route).containsAll(read);
        assertThat(read).as(name + " at " + route).containsAll(parts.keySet());
      }
    }
  }

  private static Map<String, String> values(Map<String, Object> parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : parameters.keySet()) {
      Map<String, Object> parameter = Hits.object(parameters, name);
      values.put(
          name,
          switch (Hits.path(parameter, "type", String.class)) {
            case "boolean" -> "true";
            case "int", "long", "double", "float" -> "1";
            case "time" -> "1s";
            case "enum" -> Hits.path(parameter, "options.0", String.class);
            default -> "a";
          });
    }
    // Its list of columns is all that a handler of _cat tells then, and it reads nothing else.
    values.replace("help", "false");
    return values;
  }

  private static Map<String, Object> objectOrEmpty(Map<String, Object> json, String name) {
    return json.containsKey(name) ? Hits.object(json, name) : Map.of();
  }

  private static String describe(Route route) {
    return "[" + route.getMethod() + "] " + route.getPath();
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SPECS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  private static Map<String, Object> spec(String name) throws IOException {
    return Hits.object(read(name), name.replace(".", "\\."));
  }

  private static Map<String, Object> read(String name) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            XContentParserConfiguration.EMPTY, Files.readString(SPECS.resolve(name + ".json")))) {
      return parser.map();
    }
  }
}
