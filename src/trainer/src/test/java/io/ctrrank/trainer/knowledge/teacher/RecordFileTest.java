package io.ctrrank.trainer.knowledge.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.KnowledgeRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordFileTest {
  @TempDir Path folder;

  @Test
  void append_overTwoRuns_keepsAllRecords() throws Exception {
    Path file = folder.resolve("items.jsonl");
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      assertThat(records.ids()).isEmpty();
      records.append(knowledge("1"));
    }
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      assertThat(records.ids()).containsExactly("1");
      assertThat(records.repaired()).isFalse();
      records.append(knowledge("\u00e92"));
    }

    assertThat(Files.readAllLines(file)).hasSize(2);
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      assertThat(records.ids()).containsExactlyInAnyOrder("1", "\u00e92");
    }
  }

  @Test
  void open_halfWrittenLastLine_isCutOffAndWrittenAgain() throws Exception {
    Path file = folder.resolve("items.jsonl");
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      records.append(knowledge("\u00e91"));
      records.append(knowledge("2"));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));

    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      assertThat(records.repaired()).isTrue();
      assertThat(records.ids()).containsExactly("\u00e91");
      records.append(knowledge("2"));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void open_whileAnotherRunWrites_isRefused() throws Exception {
    Path file = folder.resolve("items.jsonl");
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      assertThat(records.ids()).isEmpty();
      assertThatThrownBy(() -> RecordFile.open(file, KnowledgeLevel.ITEM))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being written by another run");
    }
  }

  @Test
  void open_brokenLineInTheMiddle_isRefusedWithItsNumber() throws Exception {
    Path file = Files.writeString(folder.resolve("items.jsonl"), "{}\n{\"level\": 1}\n");

    assertThatThrownBy(() -> RecordFile.open(file, KnowledgeLevel.ITEM))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + file + "] line [1]: no record: [id] is missing");
  }

  @Test
  void open_recordsOfUsers_areNoneOfItems() throws Exception {
    Path file = folder.resolve("items.jsonl");
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      records.append(knowledge("1"));
    }

    assertThatThrownBy(() -> RecordFile.open(file, KnowledgeLevel.USER))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("record of level [item] and id [1]; expected level [user]");
  }

  @Test
  void folder_otherSettings_areRefusedAndTold() throws Exception {
    RunFolder.open(folder, KnowledgeLevel.ITEM, Map.of("model", "a", "seed", "1"), List.of());
    RunFolder.open(folder, KnowledgeLevel.ITEM, Map.of("seed", "1", "model", "a"), List.of());
    RunFolder.open(folder, KnowledgeLevel.USER, Map.of("model", "c"), List.of());

    assertThatThrownBy(
            () ->
                RunFolder.open(
                    folder,
                    KnowledgeLevel.ITEM,
                    Map.of("model", "b", "seed", "1", "temperature", "0.5"),
                    List.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "other settings: model was [a] and is [b]; temperature was [] and is [0.5]; expected");
  }

  @Test
  void writeFailed_nothingFailedAnyMore_leavesNoFile() throws Exception {
    RunFolder run = RunFolder.open(folder, KnowledgeLevel.ITEM, Map.of(), List.of());
    run.writeFailed(List.of(new FailedRecord("7", List.of("e1", "e2"), "<html>")));

    assertThat(run.failed())
        .hasFileName("items-failed.jsonl")
        .hasContent(
            "{\"level\":\"item\",\"id\":\"7\",\"errors\":[\"e1\",\"e2\"],\"last_answer\":\"<html>\"}");
    run.writeFailed(List.of());
    assertThat(run.failed()).doesNotExist();
  }

  private static KnowledgeRecord knowledge(String id) {
    return new KnowledgeRecord(KnowledgeLevel.ITEM, id, "text", "why", List.of("a"), List.of("b"));
  }
}
