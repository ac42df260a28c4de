package io.ctrrank.plugin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.Endpoints;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestHandler.Route;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The files of rest-api-spec say what the handlers do. */
@ExtendWith(ElasticsearchLogging.class)
final class RestSpecTest {
  private static final Path SPECS = Path.of("../../rest-api-spec/api");

  @Test
  void everySpec_isNamedAfterItsFile() throws IOException {
    try (Stream<Path> files = Files.list(SPECS)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        assertThat(read(name)).containsOnlyKeys(name);
      }
    }
  }

  @Test
  void specs_haveThePathsOfTheHandlers_noneMissingNoneMore() throws IOException {
    List<String> specified = new ArrayList<>();
    try (Stream<Path> files = Files.list(SPECS)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        for (Map<String, Object> path :
            Hits.objects(Hits.object(read(name), name.replace(".", "\\.")), "url.paths")) {
          specified.add(path.get("methods") + " " + path.get("path"));
        }
      }
    }

    assertThat(specified)
        .containsExactlyInAnyOrderElementsOf(
            handlers().stream()
                .flatMap(handler -> handler.routes().stream())
                .map(RestSpecTest::describe)
                .toList());
  }

  private static Collection<RestHandler> handlers() {
    return Endpoints.handlers();
  }

  private static String describe(Route route) {
    return "[" + route.getMethod() + "] " + route.getPath();
  }

  private static Map<String, Object> read(String name) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            XContentParserConfiguration.EMPTY, Files.readString(SPECS.resolve(name + ".json")))) {
      return parser.map();
    }
  }
}
