package io.ctrrank.trainer.knowledge;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Records as JSON objects of one line, and answers of a teacher as JSON objects. */
public final class RecordJson {
  private static final String LEVEL = "level";
  private static final String ID = "id";
  private static final String INPUT = "input";
  private static final String RATIONALE = "rationale";
  private static final String EXPLICIT = "explicit";
  private static final String IMPLICIT = "implicit";

  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setFormattingStyle(FormattingStyle.COMPACT.withSpaceAfterSeparators(true))
          .create();

  private RecordJson() {}

  /**
   * Reads a record. {@code input} and {@code rationale} may be missing; so may {@code level}, which
   * then is the one asked for. Other members do not matter.
   *
   * @param line one JSON object
   * @param level the level of records that name none
   * @throws JsonParseException if the line is no record; the message says what was found
   */
  public static KnowledgeRecord read(String line, KnowledgeLevel level) {
    JsonObject object = object(line);
    return new KnowledgeRecord(
        object.has(LEVEL) ? level(string(object, LEVEL)) : level,
        id(object),
        object.has(INPUT) ? string(object, INPUT) : "",
        object.has(RATIONALE) ? string(object, RATIONALE) : "",
        phrases(object, EXPLICIT),
        phrases(object, IMPLICIT));
  }

  /** The member {@code category} of a line that holds a reference. */
  static String category(String line) {
    return string(object(line), "category");
  }

  /**
   * Reads a teacher's answer: one JSON object with exactly {@code rationale}, {@code explicit} and
   * {@code implicit}. A Markdown fence around the object is taken off, since some models cannot do
   * without.
   *
   * @param answer what the teacher said
   * @param level what it was asked about
   * @param id id of that item or user
   * @param input the text that it read
   * @throws JsonParseException if it is none; the message says what was found and expected
   */
  public static KnowledgeRecord readAnswer(
      String answer, KnowledgeLevel level, String id, String input) {
    JsonObject object = object(withoutFence(answer.strip()));
    Set<String> unknown = new TreeSet<>(object.keySet());
    unknown.removeAll(Set.of(RATIONALE, EXPLICIT, IMPLICIT));
    if (!unknown.isEmpty()) {
      throw new JsonParseException(
          "there are members "
              + unknown
              + "; expected [rationale], [explicit] and [implicit] alone");
    }
    String rationale = string(object, RATIONALE);
    if (rationale.isBlank()) {
      throw new JsonParseException("[rationale] is empty; expected a sentence");
    }
    return new KnowledgeRecord(
        level, id, input, rationale, phrases(object, EXPLICIT), phrases(object, IMPLICIT));
  }

  private static String withoutFence(String answer) {
    return answer.startsWith("```") && answer.endsWith("```") && answer.contains("\n")
        ? answer.substring(answer.indexOf('\n'), answer.length() - 3)
        : answer;
  }

  /** A record with all it has, without a line feed. */
  public static String write(KnowledgeRecord knowledge) {
    JsonObject object = new JsonObject();
    object.addProperty(LEVEL, knowledge.level().id());
    object.add(ID, id(knowledge.id()));
    object.addProperty(INPUT, knowledge.input());
    addRest(object, knowledge);
    return GSON.toJson(object);
  }

  /** A record as this repository keeps it: without what its file and its id tell already. */
  static String writeShort(KnowledgeRecord knowledge) {
    JsonObject object = new JsonObject();
    object.add(ID, id(knowledge.id()));
    addRest(object, knowledge);
    return GSON.toJson(object);
  }

  /** The answer that a teacher should have given. */
  public static String writeAnswer(KnowledgeRecord knowledge) {
    JsonObject object = new JsonObject();
    addRest(object, knowledge);
    return GSON.toJson(object);
  }

  private static void addRest(JsonObject object, KnowledgeRecord knowledge) {
    object.addProperty(RATIONALE, knowledge.rationale());
    object.add(EXPLICIT, array(knowledge.explicit()));
    object.add(IMPLICIT, array(knowledge.implicit()));
  }

  /** Ids that are whole numbers are written as numbers, as the sources of the data do. */
  private static JsonPrimitive id(String id) {
    return id.matches("0|[1-9]\\d{0,17}")
        ? new JsonPrimitive(Long.parseLong(id))
        : new JsonPrimitive(id);
  }

  private static JsonArray array(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static JsonObject object(String text) {
    JsonElement element;
    boolean more;
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      element = JsonParser.parseReader(json);
      more = hasMore(json);
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new JsonParseException("not one JSON object: " + reason(e), e);
    }
    if (more) {
      throw new JsonParseException("not one JSON object: there is text behind it");
    }
    if (!element.isJsonObject()) {
      throw new JsonParseException("not one JSON object: there is none");
    }
    return element.getAsJsonObject();
  }

  /** Strict reading refuses text behind the object as soon as it looks for it. */
  private static boolean hasMore(JsonReader json) throws IOException {
    try {
      return json.peek() != JsonToken.END_DOCUMENT;
    } catch (MalformedJsonException e) {
      return true;
    }
  }

  /** What the parser says of a text, without its words to those who write programs. */
  private static String reason(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^[\\w.]+Exception: ", "")
        .replaceFirst("^Use JsonReader.* JSON at ", "malformed at ");
  }

  private static KnowledgeLevel level(String name) {
    try {
      return KnowledgeLevel.parse(name);
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(e.getMessage(), e);
    }
  }

  private static String id(JsonObject object) {
    JsonElement id = member(object, ID);
    if (!id.isJsonPrimitive() || id.getAsJsonPrimitive().isBoolean()) {
      throw new JsonParseException("[id] is " + id + "; expected a number or a string");
    }
    return id.getAsString();
  }

  private static String string(JsonObject object, String name) {
    JsonElement value = member(object, name);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new JsonParseException("[" + name + "] is " + value + "; expected a string");
    }
    return value.getAsString();
  }

  private static List<String> phrases(JsonObject object, String name) {
    if (!(member(object, name) instanceof JsonArray array)) {
      throw new JsonParseException("[" + name + "] is no array; expected an array of strings");
    }
    List<String> phrases = new ArrayList<>();
    for (JsonElement phrase : array) {
      if (!phrase.isJsonPrimitive() || !phrase.getAsJsonPrimitive().isString()) {
        throw new JsonParseException("[" + name + "] holds " + phrase + "; expected strings");
      }
      phrases.add(phrase.getAsString());
    }
    return phrases;
  }

  private static JsonElement member(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null) {
      throw new JsonParseException("[" + name + "] is missing");
    }
    return value;
  }
}
