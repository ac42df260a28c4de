package io.ctrrank.trainer.data;

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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the knowledge of items: one JSON object a line with {@code id}, {@code explicit} and {@code
 * implicit} phrases. Members beside these do not matter.
 */
public final class KnowledgeReader {
  private static final List<String> KINDS = List.of("explicit", "implicit");

  private KnowledgeReader() {}

  /**
   * The distinct phrases of each item, explicit before implicit, by item id.
   *
   * @throws DataException at the first line that is no record of an item, or an item that stands
   *     twice
   */
  public static Map<String, List<String>> read(Path file) throws DataException {
    Map<String, List<String>> phrases = new HashMap<>();
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
    return Map.copyOf(phrases);
  }

  private static void readRecord(
      Path file, long line, String text, Map<String, List<String>> phrases) throws DataException {
    String id;
    List<String> own;
    try {
      JsonObject item = object(JsonParser.parseString(text));
      id = member(item, "id").getAsString();
      own = phrases(item);
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

  private static List<String> phrases(JsonObject item) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String kind : KINDS) {
      if (!(member(item, kind) instanceof JsonArray array)) {
        throw new JsonParseException("[" + kind + "] is no array");
      }
      for (JsonElement phrase : array) {
        if (!phrase.isJsonPrimitive()) {
          throw new JsonParseException("[" + kind + "] holds [" + phrase + "]");
        }
        distinct.add(phrase.getAsString());
      }
    }
    return new ArrayList<>(distinct);
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
