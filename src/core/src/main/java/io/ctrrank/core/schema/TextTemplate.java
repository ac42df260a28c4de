package io.ctrrank.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the text that the encoder reads is put together from an item's fields: the values of each
 * field joined by {@code listSeparator}, the fields that have any joined by {@code separator}. The
 * same template renders training texts and index documents.
 *
 * @param fields source fields in order, the title first, the categories next
 * @param separator between fields
 * @param listSeparator between the values of one field
 * @param maxTokens the encoder reads at most so many tokens, special tokens included
 */
public record TextTemplate(
    List<String> fields, String separator, String listSeparator, int maxTokens) {
  public TextTemplate {
    fields = List.copyOf(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "text template names no fields; expected at least the title's field");
    }
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "max_tokens of the text template is [" + maxTokens + "]; expected at least [3]");
    }
  }

  /** The field of the title, which comes first. */
  public String titleField() {
    return fields.getFirst();
  }

  /** The field of the categories, which comes second; empty where there is no other field. */
  public Optional<String> categoryField() {
    return fields.stream().skip(1).findFirst();
  }

  /**
   * The text of one item.
   *
   * @param values the values of a field in document order; an empty list where it has none
   * @return the text, empty when no field has a value
   */
  public String render(Function<String, List<String>> values) {
    List<String> parts = new ArrayList<>(fields.size());
    for (String field : fields) {
      String part = String.join(listSeparator, values.apply(field)).strip();
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return String.join(separator, parts);
  }
}
