package io.ctrrank.plugin.impression;

import static org.assertj.core.api.BDDAssertions.then;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clicks that the docs show are what the report reads, and events of UBI. */
final class ClickSamplesTest {
  private static final Pattern SAMPLE =
      Pattern.compile("POST /ctr-clicks/_doc\n(\\{.*?\\}\\})\n", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"experiments.md", "quickstart.md", "requests.console"})
  void sampleOfAClick_isAnEventOfUbi_withTheTimeOfADataStream(String page) throws IOException {
    Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../../docs", page)));
    then(sample.find()).isTrue();

    Map<String, Object> click =
        XContentHelper.convertToMap(JsonXContent.jsonXContent, sample.group(1), true);

    UbiSchema.thenIsEvent(click);
    then(click).containsEntry("action_name", "click").containsKeys("query_id", "client_id");
    then(click.get("@timestamp")).isEqualTo(click.get("timestamp"));
  }
}
