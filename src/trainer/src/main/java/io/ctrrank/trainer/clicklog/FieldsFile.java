package io.ctrrank.trainer.clicklog;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ctrrank.core.schema.NumericFeature.Transform;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.data.ItemFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file {@value #NAME}: which fields of the index models read. {@code id} and {@code text} are
 * required, {@code category} and {@code number} are not.
 */
public final class FieldsFile {
  /** Name of the file. */
  public static final String NAME = "fields.json";

  private static final String ID = "id";
  private static final String TEXT = "text";
  private static final String CATEGORY = "category";
  private static final String NUMBER = "number";
  private static final String FIELD = "field";
  private static final String TRANSFORM = "transform";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private FieldsFile() {}

  /** Writes the fields. */
  public static void write(Path file, ItemFields fields) throws IOException {
    JsonObject document = new JsonObject();
    document.addProperty(ID, fields.id());
    JsonArray texts = new JsonArray();
    fields.texts().forEach(texts::add);
    document.add(TEXT, texts);
    fields.category().ifPresent(field -> document.addProperty(CATEGORY, field));
    fields
        .number()
        .ifPresent(
            number -> {
              JsonObject member = new JsonObject();
              member.addProperty(FIELD, number.field());
              member.addProperty(TRANSFORM, name(number.transform()));
              document.add(NUMBER, member);
            });
    Files.writeString(file, GSON.toJson(document) + "\n", StandardCharsets.UTF_8);
  }

  /**
   * Reads the fields.
   *
   * @throws DataException if the file is missing or not as documented
   */
  public static ItemFields read(Path file) throws DataException {
    try {
      JsonElement document = JsonParser.parseString(Files.readString(file));
      JsonObject members = object(document, "the file", Set.of(ID, TEXT, CATEGORY, NUMBER));
      return new ItemFields(
          string(members, ID),
          strings(members, TEXT),
          members.has(CATEGORY) ? Optional.of(string(members, CATEGORY)) : Optional.empty(),
          members.has(NUMBER) ? Optional.of(number(members.get(NUMBER))) : Optional.empty());
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    } catch (JsonParseException | IllegalArgumentException e) {
      throw DataException.inFile(
          file,
          e.getMessage()
              + "; expected {\"id\": \"item_id\", \"text\": [\"title\", \"category\", \"overview\"],"
              + " \"category\": \"category\", \"number\": {\"field\": \"price\", \"transform\":"
              + " \"log1p\"}}, the last two where there are such; correct the file",
          e);
    }
  }

  private static ItemFields.NumberField number(@Nullable JsonElement element) {
    JsonObject members = object(element, "[" + NUMBER + "]", Set.of(FIELD, TRANSFORM));
    return number(string(members, FIELD), transform(string(members, TRANSFORM)));
  }

  /** A number of an item, as the feature is called here. */
  public static ItemFields.NumberField number(String field, Transform transform) {
    return new ItemFields.NumberField(NUMBER, field, transform);
  }

  /**
   * A transform by its name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Transform transform(String name) {
    List<String> names = new ArrayList<>();
    for (Transform transform : Transform.values()) {
      if (name(transform).equals(name)) {
        return transform;
      }
      names.add(name(transform));
    }
    throw new IllegalArgumentException("transform is [" + name + "]; expected one of " + names);
  }

  private static String name(Transform transform) {
    return transform.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject object(@Nullable JsonElement element, String what, Set<String> known) {
    if (!(element instanceof JsonObject object)) {
      throw new JsonParseException(what + " is no JSON object");
    }
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw new JsonParseException(what + " has unknown member [" + name + "]");
      }
    }
    return object;
  }

  private static String string(JsonObject members, String name) {
    return string(members.get(name), name);
  }

  private static String string(@Nullable JsonElement value, String name) {
    if (value == null
        || !value.isJsonPrimitive()
        || !value.getAsJsonPrimitive().isString()
        || value.getAsString().isBlank()) {
      throw new JsonParseException("[" + name + "] is [" + value + "]");
    }
    return value.getAsString();
  }

  private static List<String> strings(JsonObject members, String name) {
    if (!(members.get(name) instanceof JsonArray array)) {
      throw new JsonParseException("[" + name + "] is [" + members.get(name) + "]");
    }
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(string(value, name)));
    return values;
  }
}
