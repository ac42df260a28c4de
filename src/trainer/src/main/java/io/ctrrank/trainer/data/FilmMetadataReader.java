package io.ctrrank.trainer.data;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the overviews out of RankLens' film metadata: a JSON array of films, keyed by {@code id},
 * which is MovieLens' movieId. Films that the catalogue does not hold are no error. The file is
 * streamed.
 */
final class FilmMetadataReader {
  private final Path file;
  private final JsonReader json;
  private final Map<String, String> overviews = new HashMap<>();

  private FilmMetadataReader(Path file, JsonReader json) {
    this.file = file;
    this.json = json;
  }

  /** Overview by movie id. */
  static Map<String, String> readOverviews(Path file) throws DataException {
    try (JsonReader json = new JsonReader(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
      json.setStrictness(Strictness.STRICT);
      FilmMetadataReader reader = new FilmMetadataReader(file, json);
      reader.readAll();
      return Map.copyOf(reader.overviews);
    } catch (MalformedJsonException | EOFException e) {
      throw DataException.inFile(file, "not JSON: " + e.getMessage() + "; copy the file again", e);
    } catch (CharacterCodingException e) {
      throw DataException.inFile(file, "not UTF-8; convert the file to UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  private void readAll() throws IOException, DataException {
    expect(JsonToken.BEGIN_ARRAY, "an array of films");
    json.beginArray();
    while (json.hasNext()) {
      readFilm();
    }
    json.endArray();
    expect(JsonToken.END_DOCUMENT, "the end of the file");
  }

  private void readFilm() throws IOException, DataException {
    expect(JsonToken.BEGIN_OBJECT, "a film");
    String at = location();
    String id = null;
    String overview = "";
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = id();
        case "overview" -> overview = overview();
        default -> json.skipValue();
      }
    }
    json.endObject();
    add(at, id, overview);
  }

  private void add(String at, @Nullable String id, String overview) throws DataException {
    if (id == null) {
      throw DataException.inFile(
          file, at + ": film has no [id]; expected the MovieLens movieId; add it");
    }
    if (overviews.putIfAbsent(id, overview) != null) {
      throw DataException.inFile(
          file, at + ": film [" + id + "] stands twice; expected each id once; remove one");
    }
  }

  private String id() throws IOException, DataException {
    expect(JsonToken.NUMBER, "the MovieLens movieId as a number");
    String text = json.nextString();
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw DataException.inFile(
          file,
          location() + ": [id] is [" + text + "]; expected a whole number above 0; correct it");
    }
    return text;
  }

  private String overview() throws IOException, DataException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return "";
    }
    expect(JsonToken.STRING, "a string or null");
    return json.nextString().strip();
  }

  private void expect(JsonToken token, String expected) throws IOException, DataException {
    JsonToken found = json.peek();
    if (found != token) {
      throw DataException.inFile(
          file,
          location()
              + ": found ["
              + found
              + "]; expected "
              + expected
              + "; name the RankLens movies.json");
    }
  }

  /** "line 3 column 7 path $[2].id"; the reader tells its line only in its string form. */
  private String location() {
    return json.toString().replace("JsonReader at ", "");
  }
}
