package io.ctrrank.runtime.bundle;

import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A vocabulary as a file: one value a line, UTF-8, each line ended by a line feed. The vocabulary's
 * name is the file's name.
 */
public final class VocabularyFile {
  private VocabularyFile() {}

  /**
   * Reads a vocabulary.
   *
   * @throws IOException if the file cannot be read or is not UTF-8
   * @throws IllegalArgumentException if a value is empty or stands twice
   */
  public static Vocabulary read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    String name = String.valueOf(file.getFileName());
    if (text.isEmpty()) {
      return new Vocabulary(name, List.of());
    }
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    List<String> values = List.of(body.split("\n", -1));
    int empty = values.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "vocabulary [" + name + "] has an empty line [" + (empty + 1) + "]; expected a value");
    }
    return new Vocabulary(name, values);
  }

  /**
   * Writes {@code vocabulary} into {@code directory} under its own name.
   *
   * @return the file
   * @throws IllegalArgumentException if a value is empty or holds a line feed
   */
  public static Path write(Path directory, Vocabulary vocabulary) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String value : vocabulary.values()) {
      if (value.isEmpty() || value.indexOf('\n') >= 0) {
        throw new IllegalArgumentException(
            "vocabulary ["
                + vocabulary.name()
                + "] holds ["
                + value.replace("\n", "\\n")
                + "]; expected a value that is not empty and has no line feed");
      }
      text.append(value).append('\n');
    }
    return Files.writeString(directory.resolve(vocabulary.name()), text, StandardCharsets.UTF_8);
  }
}
