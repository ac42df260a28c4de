package io.ctrrank.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordJsonTest {
  @Test
  void write_record_isReadBackAsItWas() {
    KnowledgeRecord knowledge =
        new KnowledgeRecord(
            KnowledgeLevel.USER, "7", "a \u00e9 | \"b\" & <c>", "why", List.of("x"), List.of("y"));

    String line = RecordJson.write(knowledge);

    assertThat(line)
        .isEqualTo(
            "{\"level\": \"user\", \"id\": 7, \"input\": \"a \u00e9 | \\\"b\\\" & <c>\","
                + " \"rationale\": \"why\", \"explicit\": [\"x\"], \"implicit\": [\"y\"]}");
    assertThat(RecordJson.read(line, KnowledgeLevel.ITEM)).isEqualTo(knowledge);
  }

  @Test
  void record_phrases_areInNormalFormOnceAndExplicitFirst() {
    KnowledgeRecord knowledge =
        new KnowledgeRecord(
            KnowledgeLevel.ITEM,
            "a-1",
            "",
            " why ",
            List.of(" Sci\u2011Fi  Comedy", "\uFF37ar", "war", " "),
            List.of("WAR", "Cult\tfilm"));

    assertThat(knowledge.explicit()).containsExactly("sci\u2010fi comedy", "war");
    assertThat(knowledge.implicit()).containsExactly("cult film");
    assertThat(knowledge.rationale()).isEqualTo("why");
    assertThat(RecordJson.writeShort(knowledge)).startsWith("{\"id\": \"a-1\", \"rationale\"");
  }

  @Test
  void readAnswer_objectInAFence_isTakenOut() {
    KnowledgeRecord knowledge =
        answer(
            "```json\n{\"rationale\": \"r\", \"explicit\": [\"a\"], \"implicit\": [\"b\"]}\n```");

    assertThat(knowledge.explicit()).containsExactly("a");
    assertThat(knowledge.id()).isEqualTo("1");
    assertThat(knowledge.input()).isEqualTo("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "Here it is: {}!not one JSON object: malformed at line 1 column 1 path $",
        "~~!not one JSON object: there is none",
        "[]!not one JSON object: there is none",
        "{\"rationale\": \"r\", \"explicit\": [\"a\"]!not one JSON object: End of input at line 1",
        "{'rationale': 'r', 'explicit': [], 'implicit': []}!not one JSON object: ",
        "{\"rationale\": \"r\", \"explicit\": [], \"implicit\": [],}!not one JSON object: ",
        "{\"rationale\": \"r\", \"explicit\": [], \"implicit\": []} Done.!not one JSON object: there is text behind it",
        "{\"rationale\": \"r\", \"explicit\": [], \"implicit\": []} {}!not one JSON object: there is text behind it",
        "{\"rationale\": \"r\", \"explicit\": []}![implicit] is missing",
        "{\"rationale\": \" \", \"explicit\": [], \"implicit\": []}![rationale] is empty",
        "{\"rationale\": 3, \"explicit\": [], \"implicit\": []}![rationale] is 3; expected",
        "{\"rationale\": \"r\", \"explicit\": \"a\", \"implicit\": []}![explicit] is no array",
        "{\"rationale\": \"r\", \"explicit\": [1], \"implicit\": []}![explicit] holds 1; expected",
        "{\"rationale\": \"r\", \"explicit\": [], \"implicit\": [], \"x\": 1}!there are members [x]",
      })
  void readAnswer_anythingElse_isRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> answer(text))
        .isInstanceOf(JsonParseException.class)
        .hasMessageStartingWith(reason);
  }

  private static KnowledgeRecord answer(String text) {
    return RecordJson.readAnswer(text, KnowledgeLevel.ITEM, "1", "text");
  }
}
