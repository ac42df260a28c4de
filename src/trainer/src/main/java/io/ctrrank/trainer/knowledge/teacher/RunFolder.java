package io.ctrrank.trainer.knowledge.teacher;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.sampling.Drawn;
import io.ctrrank.trainer.knowledge.sampling.StratifiedSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder of a run. For items it holds {@code items.jsonl} (records), {@code items-sample.csv}
 * (what was drawn, with inclusion probabilities), {@code items-failed.jsonl} (what was not written,
 * and why) and {@code items-run.json} (what decides the records); for users the same with their
 * name.
 */
public final class RunFolder {
  private final Path folder;
  private final KnowledgeLevel level;

  private RunFolder(Path folder, KnowledgeLevel level) {
    this.folder = folder;
    this.level = level;
  }

  /**
   * Opens the folder of a new run or of one to go on with.
   *
   * @param folder made if it is not there
   * @param level the level of the run
   * @param settings all that decides the records, by name
   * @param sample what was drawn
   * @throws DataException if the folder holds a run with other settings
   */
  public static RunFolder open(
      Path folder, KnowledgeLevel level, Map<String, String> settings, List<Drawn> sample)
      throws DataException, IOException {
    Files.createDirectories(folder);
    RunFolder run = new RunFolder(folder, level);
    Path file = run.file("-run.json");
    if (Files.exists(file)) {
      requireSame(file, settings);
    }
    StratifiedSample.write(run.file("-sample.csv"), sample);
    JsonObject object = new JsonObject();
    settings.forEach(object::addProperty);
    Gson pretty = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    WholeFile.write(file, out -> out.write(pretty.toJson(object) + "\n"));
    return run;
  }

  private static void requireSame(Path file, Map<String, String> settings)
      throws DataException, IOException {
    Map<String, String> found = new TreeMap<>();
    try {
      JsonParser.parseString(Files.readString(file))
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> found.put(entry.getKey(), entry.getValue().getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw DataException.inFile(file, "no settings of a run; name another folder", e);
    }
    List<String> differences = new ArrayList<>();
    Map<String, String> wanted = new TreeMap<>(settings);
    Map<String, String> all = new TreeMap<>(found);
    all.putAll(wanted);
    for (String name : all.keySet()) {
      String before = found.getOrDefault(name, "");
      String now = wanted.getOrDefault(name, "");
      if (!before.equals(now)) {
        differences.add(name + " was [" + before + "] and is [" + now + "]");
      }
    }
    if (!differences.isEmpty()) {
      throw DataException.inFile(
          file,
          "the run in this folder had other settings: "
              + String.join("; ", differences)
              + "; expected the same to go on; name another folder for another run");
    }
  }

  /** The file of the records. */
  public Path records() {
    return folder.resolve(level.fileName());
  }

  /** The file of the records that were not written. */
  public Path failed() {
    return file("-failed.jsonl");
  }

  /** Writes what was not written; no such file is left when there is nothing. */
  public void writeFailed(List<FailedRecord> records) throws IOException {
    if (records.isEmpty()) {
      Files.deleteIfExists(failed());
      return;
    }
    Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    WholeFile.write(
        failed(),
        out -> {
          for (FailedRecord knowledge : records) {
            JsonObject object = new JsonObject();
            object.addProperty("level", level.id());
            object.addProperty("id", knowledge.id());
            JsonArray errors = new JsonArray();
            knowledge.errors().forEach(errors::add);
            object.add("errors", errors);
            object.addProperty("last_answer", knowledge.lastAnswer());
            out.write(gson.toJson(object) + "\n");
          }
        });
  }

  private Path file(String ending) {
    return folder.resolve(level.id() + "s" + ending);
  }
}
