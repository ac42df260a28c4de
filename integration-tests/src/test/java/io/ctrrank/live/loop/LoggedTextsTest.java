package io.ctrrank.live.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.vector.ItemText;
import io.ctrrank.trainer.clicklog.ClickLog;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trainer reads of a document the very text that a node encodes. */
final class LoggedTextsTest {
  private static final List<String> DOCUMENTS =
      List.of(
          "{'id': 'plain', 'a': 'A title', 'b': ['one', 'two'], 'c': 'More', 'd': {'e': 'deep'}}",
          "{'id': 'nothing'}",
          "{'id': 'nulls', 'a': null, 'b': [null, 'x', null], 'c': [], 'd': null}",
          "{'id': 'dotted', 'a': 'A', 'd.e': 'by its name', 'b': 'one'}",
          "{'id': 'both', 'a': 'A', 'd.e': 'dotted', 'd': {'e': 'nested'}}",
          "{'id': 'shorter', 'a': 'A', 'd': 'no object'}",
          "{'id': 'objects', 'a': 'A', 'd': [{'e': 'first'}, {'e': ['second', 'third']}, {'f': 1}]}",
          "{'id': 'numbers', 'a': 9.90, 'b': [1, 2.0, 1e3], 'c': 12345678901234567890, 'd': {'e': 1.0E-7}}",
          "{'id': 'booleans', 'a': true, 'b': [false, 'x'], 'c': 'c'}",
          "{'id': 'nested lists', 'a': [['A'], ['B', ['C']]], 'b': 'b'}",
          "{'id': 'object for a value', 'a': {'x': 'y'}, 'b': 'b', 'c': 'c'}",
          "{'id': 'blanks', 'a': '  A  ', 'b': ['', ' '], 'c': ' \\n ', 'd': {'e': ' e '}}",
          "{'id': 'signs', 'a': 'Ä \\u00df \\ud83d\\ude00', 'b': ['|', ','], 'c': ' | '}");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"'a'", "'a', 'b'", "'a', 'b', 'c'", "'a', 'b', 'c', 'd.e'"})
  void texts_ofAnyDocument_areThoseOfANode(String fields) throws Exception {
    write("fields.json", "{'id': 'id', 'text': [" + fields + "]}");
    write("items.ndjson", String.join("\n", DOCUMENTS));
    write("impressions.ndjson", impressions());

    Dataset dataset = ClickLog.read(folder, Tolerance.DEFAULT, ReadListener.SILENT);

    TextTemplate template = dataset.schema().itemText().orElseThrow();
    for (String document : DOCUMENTS) {
      // With the parser that is inside Elasticsearch's, and its types of numbers.
      Map<String, Object> source =
          new ObjectMapper().readValue(json(document), new TypeReference<>() {});
      int item = dataset.catalogue().indexOf(String.valueOf(source.get("id")));
      assertThat(dataset.itemTexts().get(item))
          .as("text of %s", document)
          .isEqualTo(ItemText.render(template, source));
    }
  }

  /** Enough of them, so that each part has clicks and others. */
  private static String impressions() {
    StringBuilder lines = new StringBuilder();
    for (int time = 0; time < 40; time++) {
      for (int user = 0; user < 4; user++) {
        lines.append(
            "{'time': "
                + (1_764_158_400_000L + 60_000L * time)
                + ", 'user': 'u"
                + user
                + "', 'item': 'plain', 'clicked': "
                + (time % 2 == 0)
                + "}\n");
      }
    }
    return lines.toString();
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(folder.resolve(name), json(content), UTF_8);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
