package io.ctrrank.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.knowledge.ImportReport.StatedCounts;
import io.ctrrank.trainer.knowledge.ImportReport.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnowledgeImportTest {
  private static final Path DATA = Path.of("..", "..", "models", "data");
  private static final Path SHIPPED =
      DATA.resolve("knowledge").resolve("ml-latest-small").resolve("items.jsonl");

  /** Of the phrases that the trained models and reports of this repository were made with. */
  private static final String PHRASES_SHA256 =
      "8a97b0333066fd1b7e5e4cd8659936156e414d37bc2fbcbc2431f79d3eccfc8c";

  private static final Map<String, String> TEXTS =
      Map.of("1", "Cats (1999) | War | Cats fight.", "2", "Dogs | Comedy", "3", "Owls | Drama");

  private static final String RECORD =
      "{\"level\": \"item\", \"id\": %s, \"input\": \"%s\", \"rationale\": \"r\","
          + " \"explicit\": [\"%s\", \"war\", \"fighting\"], \"implicit\": [\"%s\", \"silly\"]}";

  @TempDir Path folder;

  @Test
  void read_goodRecords_areKeptInNormalFormAndMeasured() throws Exception {
    ImportReport report =
        read(
            RECORD.formatted("1", "Cats (1999) | War | Cats fight.", "CATS", "Cult"),
            RECORD.formatted("\"2\"", "Dogs of war fight", "dogs", "cult"));

    assertThat(report.violations()).isEmpty();
    assertThat(report.records()).extracting(KnowledgeRecord::id).containsExactly("1", "2");
    assertThat(report.records().getFirst().explicit()).containsExactly("cats", "war", "fighting");
    assertThat(report.explicit()).isEqualTo(new StatedCounts(4, 2, 0));
    assertThat(report.implicit()).isEqualTo(new StatedCounts(0, 0, 4));
    assertThat(report.otherInput()).isEqualTo(1);
    assertThat(report.badShare()).isZero();
  }

  @Test
  void read_unusableLines_areCountedWithTheirNumbersAndLeftOut() throws Exception {
    String good = RECORD.formatted("1", "Cats at war fight", "cats", "cult");
    ImportReport report =
        read(
            good,
            "{\"id\": 2",
            good.replace("\"item\"", "\"user\""),
            RECORD.formatted("99", "Cats at war fight", "cats", "cult"),
            good);

    assertThat(report.violations())
        .extracting(Violation::line, Violation::rule)
        .containsExactly(
            tuple(2L, PhraseRule.MALFORMED),
            tuple(3L, PhraseRule.OTHER_LEVEL),
            tuple(4L, PhraseRule.UNKNOWN_ID),
            tuple(5L, PhraseRule.REPEATED_ID));
    assertThat(report.violations().get(2))
        .hasToString("line [4] id [99]: item [99] is not in the data");
    assertThat(report.records()).hasSize(1);
    assertThat(report.lines()).isEqualTo(5);
    assertThat(report.badShare()).isEqualTo(0.8);
  }

  @Test
  void read_phrasesThatBreakRules_areCountedAndKept() throws Exception {
    ImportReport report = read(RECORD.formatted("1", "Cats at war fight", "dogs", "cats"));

    assertThat(report.byRule())
        .containsOnly(
            Map.entry(PhraseRule.IMPLICIT_STATED, 1L),
            Map.entry(PhraseRule.EXPLICIT_NOT_STATED, 1L));
    assertThat(report.records().getFirst().explicit()).contains("dogs");
    assertThat(report.records().getFirst().implicit()).contains("cats");
    assertThat(report.badShare()).isEqualTo(1);
    assertThat(report.notStatedShare()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void read_phrasesThatBreakRules_areDroppedWhenAskedFor() throws Exception {
    Path file = write(RECORD.formatted("1", "Cats at war fight", "dogs", "cats"));

    ImportReport report = KnowledgeImport.read(file, KnowledgeLevel.ITEM, TEXTS, true);

    assertThat(report.records().getFirst().explicit()).containsExactly("war", "fighting");
    assertThat(report.records().getFirst().implicit()).containsExactly("silly");
  }

  @Test
  void read_recordWithoutInput_isHeldAgainstTheTextOfTheData() throws Exception {
    ImportReport report =
        read(RECORD.formatted("1", "", "cats", "cult").replace("\"input\": \"\", ", ""));

    assertThat(report.explicit()).isEqualTo(new StatedCounts(2, 1, 0));
    assertThat(report.withoutInput()).isZero();
    assertThat(report.otherInput()).isZero();
  }

  @Test
  void read_noInputKnown_isTold() throws Exception {
    Path file = write(RECORD.formatted("1", "", "cats", "cult"));

    ImportReport report = KnowledgeImport.read(file, KnowledgeLevel.ITEM, Map.of("1", ""), false);

    assertThat(report.withoutInput()).isEqualTo(1);
    assertThat(report.explicit().all()).isZero();
    assertThat(report.notStatedShare()).isZero();
    assertThat(report.violations()).isEmpty();
  }

  @Test
  void read_emptyFile_isRefused() throws Exception {
    Path file = write();

    assertThatThrownBy(() -> KnowledgeImport.read(file, KnowledgeLevel.ITEM, TEXTS, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found no lines");
  }

  @Test
  void write_records_areWhatKnowledgeReaderReads() throws Exception {
    ImportReport report = read(RECORD.formatted("1", "Cats at war fight", "cats", "cult"));
    Path out = folder.resolve("out").resolve("items.jsonl");

    KnowledgeImport.write(out, report.records());

    assertThat(out)
        .hasContent(
            "{\"id\": 1, \"rationale\": \"r\", \"explicit\": [\"cats\", \"war\", \"fighting\"],"
                + " \"implicit\": [\"cult\", \"silly\"]}");
    assertThat(KnowledgeReader.read(out))
        .containsOnly(Map.entry("1", List.of("cats", "war", "fighting", "cult", "silly")));
  }

  @Test
  void read_shippedItems_areFixedPointOfTheImport() throws Exception {
    ImportReport report =
        KnowledgeImport.read(SHIPPED, KnowledgeLevel.ITEM, itemTexts(shippedData()), false);
    Path out = folder.resolve("items.jsonl");

    KnowledgeImport.write(out, report.records());

    assertThat(Files.mismatch(out, SHIPPED)).isEqualTo(-1);
    assertThat(report.records()).hasSize(2700).noneMatch(r -> r.rationale().isEmpty());
  }

  @Test
  void read_shippedItems_haveThePhrasesThatModelsWereTrainedWith() throws Exception {
    StringBuilder text = new StringBuilder();
    for (KnowledgeKind kind : List.of(KnowledgeKind.EXPLICIT, KnowledgeKind.IMPLICIT)) {
      new TreeMap<>(KnowledgeReader.read(SHIPPED, kind))
          .forEach((id, phrases) -> text.append(id + " " + String.join(",", phrases) + "\n"));
    }

    assertThat(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(PHRASES_SHA256);
  }

  @Test
  void read_shippedUsers_areAllUsersOfTheData() throws Exception {
    Map<String, String> users = new HashMap<>();
    shippedData().split().train().forEach(impression -> users.put(impression.user(), ""));

    ImportReport report =
        KnowledgeImport.read(
            SHIPPED.resolveSibling("users.jsonl"), KnowledgeLevel.USER, users, false);

    assertThat(report.records()).hasSize(610);
    assertThat(report.violations()).isEmpty();
    assertThat(report.withoutInput()).isEqualTo(610);
  }

  private static Dataset shippedData() throws DataException {
    return MovieLens.read(
        DATA.resolve("ml-latest-small"),
        DATA.resolve("ranklens-movie-metadata").resolve("movies.json"));
  }

  private static Map<String, String> itemTexts(Dataset dataset) {
    Map<String, String> texts = new HashMap<>();
    for (int index = 0; index < dataset.catalogue().size(); index++) {
      texts.put(dataset.catalogue().item(index).id(), dataset.itemTexts().get(index));
    }
    return texts;
  }

  private ImportReport read(String... lines) throws IOException, DataException {
    return KnowledgeImport.read(write(lines), KnowledgeLevel.ITEM, TEXTS, false);
  }

  private Path write(String... lines) throws IOException {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines));
  }
}
