package io.ctrrank.trainer.files;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A JSON file that this release wrote: with exactly the members it writes, and its format version.
 *
 * @param <D> the record whose members they are
 * @param kind what the file describes, for errors
 * @param type class of the record
 * @param version the version that a document tells
 * @param expected the version of this release
 * @param remedy what to do about a file that cannot be used
 */
public record StrictDocument<D>(
    String kind, Class<D> type, ToIntFunction<D> version, int expected, String remedy) {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

  /** A document as it stands in its file. */
  public String write(D document) {
    return GSON.toJson(document) + "\n";
  }

  /**
   * Reads a document.
   *
   * @param file where it comes from, for errors
   * @param json its content
   * @param reader makes what is wanted of it
   * @throws IOException if it has other members, another version, or the reader refuses it
   */
  public <T> T read(Path file, String json, Function<D, T> reader) throws IOException {
    try {
      JsonElement tree = JsonParser.parseString(json);
      D document = GSON.fromJson(tree, type);
      // What does not come back as it was has members that this release does not know or misses.
      if (document == null || !GSON.toJsonTree(document).equals(tree)) {
        throw new JsonParseException("its members are not those of this release");
      }
      int found = version.applyAsInt(document);
      if (found != expected) {
        throw new JsonParseException("format_version is [" + found + "]");
      }
      return reader.apply(document);
    } catch (RuntimeException e) {
      // Gson wraps what a record's constructor throws in plain RuntimeExceptions.
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          kind + " file [" + file + "] cannot be used: " + reason.getMessage() + "; " + remedy, e);
    }
  }

  /**
   * The content of the file that makes a folder what it is.
   *
   * @param wanted what the folder should be and how to make one, for errors
   * @throws IOException if the folder has no such file
   */
  public static String content(Path folder, String name, String wanted) throws IOException {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("folder [" + folder + "] has no [" + name + "]; expected " + wanted, e);
    }
  }
}
