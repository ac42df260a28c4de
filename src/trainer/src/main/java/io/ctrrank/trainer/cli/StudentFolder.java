package io.ctrrank.trainer.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.text.EncoderFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the files of a student. */
final class StudentFolder {
  /** The student's phrases of the whole catalogue, in the form of the teacher's. */
  static final String PHRASES = "items.jsonl";

  /** Predictions beside the teacher's phrases, for people. */
  static final String PREDICTIONS = "predictions.md";

  /** How it was trained and how well it agrees. */
  static final String DESCRIPTION = "student.json";

  /** In the description, SHA-256 of what the student was made of. */
  static final String INPUTS = "inputs";

  private static final int SHOWN = 40;
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private StudentFolder() {}

  /** Beside the folder, the state of a student that is not finished. */
  static Path unfinished(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".unfinished");
  }

  /** Writes the encoder, its tokenizer, and what it has beyond this release's. */
  static void writeEncoder(Path folder, EncoderFiles tuned) throws IOException {
    if (tuned.delta().isPresent()) {
      tuned.delta().get().write(folder.resolve(EncoderDelta.FILE));
    }
    Files.copy(tuned.encoder(), folder.resolve(ModelManifest.ENCODER));
    Files.copy(tuned.tokenizer(), folder.resolve(ModelManifest.TOKENIZER));
  }

  /** Writes the phrases of all items that the student says something of. */
  static void writePhrases(Path file, Catalogue catalogue, List<ItemKnowledge> phrases)
      throws IOException {
    Gson lines = new Gson();
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int item = 0; item < catalogue.size(); item++) {
        JsonObject record = new JsonObject();
        record.addProperty("id", catalogue.item(item).id());
        for (PhraseKind kind : PhraseKind.values()) {
          record.add(kind.toString(), lines.toJsonTree(kind.of(phrases.get(item))));
        }
        out.write(lines.toJson(record) + "\n");
      }
    }
  }

  /** Writes predictions of unseen items beside what the teacher said. */
  static void writePredictions(
      Path file, List<String> texts, List<ItemKnowledge> said, List<ItemKnowledge> expected)
      throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# What the student says of items it never saw\n\n");
    page.append("The first ").append(SHOWN).append(" test items; the teacher's phrases beside.\n");
    for (int i = 0; i < Math.min(SHOWN, texts.size()); i++) {
      page.append("\n## ")
          .append(texts.get(i))
          .append("\n\n| | student | teacher |\n|---|---|---|\n");
      for (PhraseKind kind : PhraseKind.values()) {
        page.append("| ")
            .append(kind)
            .append(" | ")
            .append(String.join(", ", kind.of(said.get(i))))
            .append(" | ")
            .append(String.join(", ", kind.of(expected.get(i))))
            .append(" |\n");
      }
    }
    Files.writeString(file, page, StandardCharsets.UTF_8);
  }

  /** Writes how the student was trained and how well it agrees with the teacher. */
  static void writeDescription(Path file, JsonObject description) throws IOException {
    Files.writeString(file, GSON.toJson(description) + "\n", StandardCharsets.UTF_8);
  }
}
