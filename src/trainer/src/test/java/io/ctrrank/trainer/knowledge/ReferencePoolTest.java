package io.ctrrank.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.knowledge.InputText.Stated;
import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReferencePoolTest {
  private static final Path SHIPPED = Path.of("..", "..", "models", "data", "knowledge");
  private static final String GOOD =
      "{\"level\": \"item\", \"id\": \"a\", \"category\": \"War\", \"input\": \"Cats | War | Fight\","
          + " \"rationale\": \"r\", \"explicit\": [\"cats\", \"war\", \"fight\"],"
          + " \"implicit\": [\"x\", \"y\"]}";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void read_shippedPool_keepsToEveryRule(KnowledgeLevel level) throws Exception {
    List<Reference> references = shipped(level);

    assertThat(references).hasSizeGreaterThanOrEqualTo(level == KnowledgeLevel.ITEM ? 50 : 10);
    for (Reference reference : references) {
      InputText input = new InputText(reference.subject().input());
      assertThat(reference.knowledge().implicit())
          .as(reference.subject().id())
          .noneMatch(phrase -> input.states(phrase) != Stated.NOT);
      assertThat(reference.subject().category()).isNotEmpty();
      assertThat(reference.knowledge().rationale().split(" ")).hasSizeBetween(10, 40);
    }
  }

  @Test
  void read_shippedPool_isNoCopyOfWhatTheTeacherWrote() throws Exception {
    Set<Set<String>> written =
        KnowledgeReader.read(SHIPPED.resolve("ml-latest-small").resolve("items.jsonl"))
            .values()
            .stream()
            .map(HashSet::new)
            .collect(Collectors.toSet());

    for (Reference reference : shipped(KnowledgeLevel.ITEM)) {
      Set<String> own = new HashSet<>(reference.knowledge().explicit());
      own.addAll(reference.knowledge().implicit());
      assertThat(written)
          .as(reference.subject().id())
          .noneMatch(theirs -> theirs.stream().filter(own::contains).count() > own.size() * 0.7);
    }
  }

  @Test
  void read_item_isNamedByItsTitle() throws Exception {
    Path file = Files.writeString(folder.resolve("pool"), GOOD + "\n");

    Subject subject =
        ReferencePool.read(file, KnowledgeLevel.ITEM).references().getFirst().subject();

    assertThat(subject).isEqualTo(new Subject("a", "Cats", "War", "Cats | War | Fight"));
    assertThat(subject.isSame(new Subject("9", "CATS ", "", ""))).isTrue();
    assertThat(subject.isSame(new Subject("9", "Dogs", "War", "Cats | War | Fight"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\"category\": \"War\", !!no record: [category] is missing",
        "\"item\"!\"user\"!record is of level [user] with input [Cats | War | Fight]; expected",
        "\"cats\"!\"dogs\"!explicit phrase [dogs] has words that the text does not have",
        "\"x\"!\"cats war\"!implicit phrase [cats war] stands in the text",
        "\"id\": \"a\"!\"id\": \"b\"!id [b] stands twice",
      })
  void read_badRecord_isRefusedWithItsLine(String part, String other, String message)
      throws Exception {
    String bad = GOOD.replace(part, other == null ? "" : other);
    String first = GOOD.replace("\"id\": \"a\"", "\"id\": \"b\"");
    Path file = Files.writeString(folder.resolve("pool"), first + "\n" + bad + "\n");

    assertThatThrownBy(() -> ReferencePool.read(file, KnowledgeLevel.ITEM))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + file + "] line [2]: " + message);
  }

  @Test
  void read_emptyPool_isRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("pool"), "");

    assertThatThrownBy(() -> ReferencePool.read(file, KnowledgeLevel.ITEM))
        .hasMessageContaining("found no lines");
  }

  private static List<Reference> shipped(KnowledgeLevel level) throws DataException {
    Path file = SHIPPED.resolve("references").resolve(level.fileName());
    return ReferencePool.read(file, level).references();
  }
}
