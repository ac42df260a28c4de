package io.ctrrank.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.ctrrank.live.console.ConsoleFile;
import io.ctrrank.live.console.ConsoleRequest;
import io.ctrrank.live.rest.Api;
import io.ctrrank.live.rest.Apis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What pages show is what tests run. */
final class ClientsPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SHOWN_FILE =
      Pattern.compile("<!-- (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);
  private static final Pattern SEARCH =
      Pattern.compile("```json\\n(POST /ads/_search\\n.*?)```\\n", Pattern.DOTALL);

  @Test
  void examples_onThePageOfClients_areTheFilesThatTestsRun() throws IOException {
    List<String> shown = new ArrayList<>();
    for (Matcher block = SHOWN_FILE.matcher(read("docs/clients.md")); block.find(); ) {
      shown.add(block.group(1));
      assertThat(block.group(2)).as(block.group(1)).isEqualTo(read(block.group(1)));
    }

    assertThat(shown)
        .containsExactly(
            "integration-tests/src/test/java/io/ctrrank/examples/AdService.java",
            "integration-tests/clients/javascript/ad-service.mjs");
  }

  @Test
  void search_ofTheReadme_isInTheRequestsForTheConsole() throws IOException {
    Matcher search = SEARCH.matcher(read("README.md"));
    assertThat(search.find()).isTrue();
    ConsoleRequest readme = ConsoleFile.parse(search.group(1)).getFirst();

    assertThat(ConsoleFile.parse(read("docs/requests.console")))
        .filteredOn(request -> request.target().equals(readme.target()))
        .extracting(request -> json(request))
        .contains(json(readme));
  }

  @Test
  void requestsForTheConsole_askEveryEndpointThatTakesNoFile() throws IOException {
    List<ConsoleRequest> requests = ConsoleFile.parse(read("docs/requests.console"));

    assertThat(Apis.read(List.of(ROOT.resolve("rest-api-spec/api"))).all())
        .filteredOn(api -> requests.stream().noneMatch(request -> isOf(api, request)))
        .extracting(Api::name)
        .containsExactlyInAnyOrder("ctr.put_model", "ctr.put_model_part", "ctr.complete_model");
  }

  private static boolean isOf(Api api, ConsoleRequest request) {
    String path = request.target().replaceFirst("\\?.*", "");
    return api.routes().stream()
        .anyMatch(
            route ->
                route.methods().contains(request.method())
                    && path.matches(route.path().replaceAll("\\{\\w+}", "[^/_][^/]*")));
  }

  @Test
  void lockFile_ofTheJavaScriptExample_namesNoServer() throws IOException {
    assertThat(read("integration-tests/clients/javascript/package-lock.json"))
        .contains("\"integrity\": \"sha512-")
        .doesNotContain("\"resolved\"");
  }

  private static JsonElement json(ConsoleRequest request) {
    return JsonParser.parseString(request.body());
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file), UTF_8);
  }
}
