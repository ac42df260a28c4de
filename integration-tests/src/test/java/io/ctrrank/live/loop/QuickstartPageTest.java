package io.ctrrank.live.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.rest.Apis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/quickstart.md shows and the loop does not take from there, is what the loop does. */
final class QuickstartPageTest {
  private static final String VISITOR = "{\"id\": \"visitor-7\"}";

  @Test
  void requests_ofThePlugin_areSpecified() throws IOException {
    Apis apis = Apis.read(List.of(Path.of("../rest-api-spec/api")));
    List<String> requests =
        Quickstart.read().requests().stream()
            .filter(request -> request.contains(" /_ctr/"))
            .toList();

    assertThat(requests).hasSizeGreaterThan(6);
    for (String request : requests) {
      String[] words = request.split("\\s+", 3);
      String path = words[1].replaceFirst("\\?.*", "");
      Set<String> parameters =
          words[1].contains("?")
              ? Set.of(words[1].replaceFirst(".*\\?", "").replaceAll("=[^&]*", "").split("&"))
              : Set.of();
      assertThat(apis.all())
          .as(request)
          .anyMatch(
              api ->
                  api.parameters().containsAll(parameters)
                      && api.routes().stream()
                          .anyMatch(
                              route ->
                                  route.methods().contains(words[0])
                                      && path.matches(
                                          route.path().replaceAll("\\{\\w+}", "[^/_][^/]*"))));
    }
  }

  @Test
  void searches_andClicks_areThoseOfTheShop() throws IOException {
    Quickstart page = Quickstart.read();
    JsonObject user = JsonParser.parseString(VISITOR).getAsJsonObject();
    List<JsonObject> searches = page.bodies("POST", "/shop/_search");

    assertThat(searches).hasSize(2);
    assertThat(searches.getFirst().get("rescore"))
        .isEqualTo(rescore(Traffic.recalledByWords("{\"model\": \"_none\"}"), user));
    assertThat(searches.getLast().get("rescore"))
        .isEqualTo(rescore(Traffic.recalledByWords("{}"), user));
    JsonObject click = page.bodies("POST", "/ctr-clicks/_doc").getFirst();
    JsonObject ours =
        JsonParser.parseString(
                Traffic.click("q", "visitor-7", "d", 3, OptionalDouble.of(0.9))
                    .lines()
                    .toList()
                    .getLast())
            .getAsJsonObject();
    assertThat(click.keySet()).isEqualTo(ours.keySet());
    assertThat(click.getAsJsonObject("event_attributes").keySet())
        .isEqualTo(ours.getAsJsonObject("event_attributes").keySet());
    assertThat(page.bodies("PUT", "/_cluster/settings").getFirst())
        .isEqualTo(JsonParser.parseString("{\"persistent\": {\"ctr.impressions\": \"all\"}}"));
  }

  private static Object rescore(Traffic.Search search, JsonObject user) {
    return JsonParser.parseString(search.body("red", 1, user)).getAsJsonObject().get("rescore");
  }

  @Test
  void options_forSmallLogs_areThoseOfTheShop() throws IOException {
    assertThat(Files.readString(Path.of("../docs/quickstart.md"), UTF_8))
        .contains("`" + ShopModels.TRAINING + "`");
  }
}
