package io.ctrrank.trainer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reports that the repository holds: a page, the JSON and the plots beside it are of one go.
 */
final class CommittedReportsTest {
  private static final Path REPORTS = Path.of("../../models/report");
  private static final Pattern PLOT = Pattern.compile("(?m)^!\\[[^]]*]\\(([^)]+)\\)$");

  @ParameterizedTest
  @ValueSource(strings = {".", "goodbooks-10k-sample"})
  void page_hasTheFiguresOfTheJson(String folder) throws IOException {
    String page = page(folder);
    JsonObject json =
        JsonParser.parseString(
                Files.readString(REPORTS.resolve(folder).resolve("baselines.json"), UTF_8))
            .getAsJsonObject();

    assertThat(page).contains("Written by `" + json.get("command").getAsString() + "`");
    JsonObject evaluation = json.getAsJsonObject("evaluation");
    for (JsonElement each : evaluation.getAsJsonArray("models")) {
      JsonObject model = each.getAsJsonObject();
      assertThat(page)
          .containsPattern(
              "(?m)^\\| %s( \\([^)]*\\))? \\| %d \\| %s\\b.* \\| %s\\b"
                  .formatted(
                      Pattern.quote(model.get("name").getAsString()),
                      model.get("runs").getAsInt(),
                      mean(model, "auc"),
                      mean(model, "gauc")));
    }
    for (JsonElement each : evaluation.getAsJsonArray("differences")) {
      JsonObject pair = each.getAsJsonObject();
      if (pair.get("first").getAsString().equals("msd")) {
        JsonObject auc = pair.getAsJsonObject("auc");
        assertThat(page)
            .contains(
                String.format(
                    Locale.ROOT,
                    "| msd - %s | %+.4f | [%+.4f, %+.4f] |",
                    pair.get("second").getAsString(),
                    auc.get("difference").getAsDouble(),
                    auc.get("low").getAsDouble(),
                    auc.get("high").getAsDouble()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "goodbooks-10k-sample", "encoders"})
  void page_showsThePlotsThatAreThere(String folder) throws IOException {
    Matcher plots = PLOT.matcher(page(folder));
    Set<String> shown = plots.results().map(plot -> plot.group(1)).collect(Collectors.toSet());

    try (Stream<Path> files = Files.list(REPORTS.resolve(folder))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".png")))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(shown);
    }
  }

  private static String mean(JsonObject model, String metric) {
    return String.format(
        Locale.ROOT,
        "%.4f",
        model.getAsJsonObject("metrics").getAsJsonObject(metric).get("mean").getAsDouble());
  }

  private static String page(String folder) throws IOException {
    return Files.readString(REPORTS.resolve(folder).resolve("README.md"), UTF_8);
  }
}
