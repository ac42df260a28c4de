package io.ctrrank.trainer.data;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Reads the knowledge of items: one JSON object a line with {@code id}, {@code explicit} and {@code
 * implicit} phrases. Members beside these do not matter.
 */
public final class KnowledgeReader {
  private static final long PLACEBO_SEED = 1;

  private KnowledgeReader() {}

  /**
   * All distinct phrases of each item, explicit before implicit, by item id.
   *
   * @throws DataException at the first line that is no record of an item, or an item that stands
   *     twice
   */
  public static Map<String, List<String>> read(Path file) throws DataException {
    return read(file, KnowledgeKind.ALL);
  }

  /**
   * The distinct phrases of each item by item id.
   *
   * @param kind which phrases; {@link KnowledgeKind#PLACEBO} deals the implicit ones anew, so that
   *     no item keeps its own
   * @throws DataException at the first line that is no record of an item, or an item that stands
   *     twice
   */
  public static Map<String, List<String>> read(Path file, KnowledgeKind kind) throws DataException {
    Map<String, ItemKnowledge> knowledge = records(file);
    Map<String, List<String>> chosen = new HashMap<>();
    switch (kind) {
      case NONE -> {}
      case ALL, APART -> knowledge.forEach((id, phrases) -> chosen.put(id, phrases.all()));
      case EXPLICIT -> knowledge.forEach((id, phrases) -> chosen.put(id, phrases.explicit()));
      case IMPLICIT -> knowledge.forEach((id, phrases) -> chosen.put(id, phrases.implicit()));
      case PLACEBO -> dealt(knowledge).forEach((id, phrases) -> chosen.put(id, phrases.implicit()));
    }
    return Map.copyOf(chosen);
  }

  /**
   * Deals knowledge anew, always the same way, so that no item keeps its own: the same words, no
   * knowledge.
   *
   * @param knowledge by item id, of two items or more
   */
  public static Map<String, ItemKnowledge> dealt(Map<String, ItemKnowledge> knowledge) {
    List<String> ids = new ArrayList<>(new TreeSet<>(knowledge.keySet()));
    Collections.shuffle(ids, new Random(PLACEBO_SEED));
    Map<String, ItemKnowledge> dealt = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String other = ids.get((i + 1) % ids.size());
      dealt.put(ids.get(i), requireNonNull(knowledge.get(other)));
    }
    return dealt;
  }

  /**
   * The phrases of each item by item id, kinds apart.
   *
   * @throws DataException at the first line that is no record of an item, or an item that stands
   *     twice
   */
  public static Map<String, ItemKnowledge> records(Path file) throws DataException {
    Map<String, ItemKnowledge> phrases = new HashMap<>();
    long line = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        readRecord(file, line, text, phrases);
      }
    } catch (CharacterCodingException e) {
      throw DataException.inFile(file, "not UTF-8; convert the file to UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
    return phrases;
  }

  private static void readRecord(
      Path file, long line, String text, Map<String, ItemKnowledge> phrases) throws DataException {
    String id;
    ItemKnowledge own;
    try {
      JsonObject item = object(JsonParser.parseString(text));
      id = id(item);
      own = new ItemKnowledge(phrases(item, "explicit"), phrases(item, "implicit"));
    } catch (JsonParseException | IllegalStateException e) {
      throw DataException.atLine(
          file,
          line,
          "no record of an item: "
              + e.getMessage()
              + "; expected {\"id\": ..., \"explicit\": [...], \"implicit\": [...]}; correct the"
              + " line or remove it");
    }
    if (phrases.putIfAbsent(id, own) != null) {
      throw DataException.atLine(
          file, line, "item [" + id + "] stands twice; expected each id once; remove one");
    }
  }

  private static String id(JsonObject item) {
    JsonElement id = member(item, "id");
    if (!id.isJsonPrimitive()) {
      throw new JsonParseException("[id] is [" + id + "]");
    }
    return id.getAsString();
  }

  private static List<String> phrases(JsonObject item, String kind) {
    if (!(member(item, kind) instanceof JsonArray array)) {
      throw new JsonParseException("[" + kind + "] is no array");
    }
    List<String> phrases = new ArrayList<>();
    for (JsonElement phrase : array) {
      if (!phrase.isJsonPrimitive()) {
        throw new JsonParseException("[" + kind + "] holds [" + phrase + "]");
      }
      phrases.add(phrase.getAsString());
    }
    return phrases;
  }

  private static JsonObject object(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new JsonParseException("found [" + element + "]");
    }
    return element.getAsJsonObject();
  }

  private static JsonElement member(JsonObject item, String name) {
    JsonElement value = item.get(name);
    if (value == null) {
      throw new JsonParseException("[" + name + "] is missing");
    }
    return value;
  }
}
