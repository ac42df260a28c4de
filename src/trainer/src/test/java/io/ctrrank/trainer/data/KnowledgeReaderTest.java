package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnowledgeReaderTest {
  private static final Path SHIPPED =
      Path.of("..", "..", "models", "data", "knowledge", "ml-latest-small", "items.jsonl");

  @TempDir Path folder;

  @Test
  void read_records_joinsExplicitAndImplicitOnce() throws Exception {
    Path file =
        write(
            """
            {"id": 7, "explicit": ["war", "epic"], "implicit": ["oscars", "war"]}
            {"level": "item", "id": "8", "explicit": [], "implicit": [], "rationale": "x"}
            """);

    assertThat(KnowledgeReader.read(file))
        .containsOnly(Map.entry("7", List.of("war", "epic", "oscars")), Map.entry("8", List.of()));
  }

  @Test
  void read_kinds_giveTheirPhrasesAlone() throws Exception {
    Path file =
        write(
            """
            {"id": 7, "explicit": ["war", "epic"], "implicit": ["oscars", "war", "oscars"]}
            {"id": 8, "explicit": ["love"], "implicit": ["paris"]}
            """);

    assertThat(KnowledgeReader.read(file, KnowledgeKind.NONE)).isEmpty();
    assertThat(KnowledgeReader.read(file, KnowledgeKind.EXPLICIT))
        .containsOnly(Map.entry("7", List.of("war", "epic")), Map.entry("8", List.of("love")));
    assertThat(KnowledgeReader.read(file, KnowledgeKind.IMPLICIT))
        .containsOnly(Map.entry("7", List.of("oscars", "war")), Map.entry("8", List.of("paris")));
    assertThat(KnowledgeReader.read(file, KnowledgeKind.PLACEBO))
        .containsOnly(Map.entry("8", List.of("oscars", "war")), Map.entry("7", List.of("paris")));
  }

  @Test
  void read_placebo_dealsEveryItemThePhrasesOfAnother() throws Exception {
    Map<String, List<String>> own = KnowledgeReader.read(SHIPPED, KnowledgeKind.IMPLICIT);
    Map<String, List<String>> dealt = KnowledgeReader.read(SHIPPED, KnowledgeKind.PLACEBO);

    assertThat(dealt).containsOnlyKeys(own.keySet()).isNotEqualTo(own);
    assertThat(dealt.values()).containsExactlyInAnyOrderElementsOf(own.values());
    assertThat(own.keySet()).noneMatch(id -> Objects.equals(dealt.get(id), own.get(id)));
    assertThat(KnowledgeReader.read(SHIPPED, KnowledgeKind.PLACEBO)).isEqualTo(dealt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "[]!no record of an item: found [[]]",
        "{\"id\": 1, \"explicit\": []}!no record of an item: [implicit] is missing",
        "{\"id\": 1, \"explicit\": \"a\", \"implicit\": []}!no record of an item: [explicit] is no",
        "{\"id\": 1, \"explicit\": [[]], \"implicit\": []}!no record of an item: [explicit] holds",
        "{\"id\": null, \"explicit\": [], \"implicit\": []}!no record of an item: [id] is [null]",
        "{\"id\": 7, \"explicit\": [], \"implicit\": []}!item [7] stands twice",
        "{\"id\": 1!no record of an item: ",
      })
  void read_badLine_isRefusedWithItsNumber(String line, String message) throws Exception {
    Path file = write("{\"id\": 7, \"explicit\": [], \"implicit\": []}\n" + line + "\n");

    assertThatThrownBy(() -> KnowledgeReader.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + file + "] line [2]: " + message);
  }

  @Test
  void read_missingFile_isRefused() {
    Path file = folder.resolve("none");

    assertThatThrownBy(() -> KnowledgeReader.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + file + "]: not found");
  }

  @Test
  void phrases_ofSeveralItems_areNumberedAndOthersLeftOut() {
    Catalogue catalogue = catalogue("1", "2", "3");

    ItemPhrases phrases =
        ItemPhrases.of(
            catalogue,
            Map.of(
                "1", List.of("war", "alone", "epic"),
                "3", List.of("epic", "war"),
                "99", List.of("alone")));

    assertThat(phrases.phrases()).containsExactly("epic", "war");
    assertThat(phrases.tableRows()).isEqualTo(3);
    assertThat(phrases.mostPhrases()).isEqualTo(2);
    assertThat(phrases.rows()).containsExactly(2, 1, 0, 0, 1, 2);
  }

  @Test
  void phrases_otherKnowledge_haveAnotherDigest() {
    Catalogue catalogue = catalogue("1", "2", "3");
    Map<String, List<String>> some = Map.of("1", List.of("war"), "2", List.of("war"));
    Map<String, List<String>> other = Map.of("1", List.of("war"), "3", List.of("war"));

    assertThat(ItemPhrases.of(catalogue, some).digest())
        .isEqualTo(ItemPhrases.of(catalogue, some).digest())
        .isNotEqualTo(ItemPhrases.of(catalogue, other).digest());
  }

  @Test
  void read_shippedKnowledge_hasItsPublishedSizes() throws Exception {
    Map<String, List<String>> knowledge = KnowledgeReader.read(SHIPPED);

    assertThat(knowledge).hasSize(2700);
    assertThat(knowledge.values()).allMatch(phrases -> phrases.size() >= 6);
    assertThat(knowledge).containsKey("8507");
  }

  private static Catalogue catalogue(String... ids) {
    return new Catalogue(
        Stream.of(ids).map(id -> new Item(id, "t", List.of(), Double.NaN, "")).toList());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("items.jsonl"), text);
  }
}
