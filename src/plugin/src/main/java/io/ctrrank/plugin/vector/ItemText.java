package io.ctrrank.plugin.vector;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.SourceValues;
import java.util.Map;

/** Renders the text of an item from a document's {@code _source}. */
public final class ItemText {
  private ItemText() {}

  /**
   * The text the encoder reads, empty when the document has none of the template's fields.
   *
   * @param template of the model
   * @param source the document, or at least the template's fields of it
   */
  public static String render(TextTemplate template, Map<String, Object> source) {
    return template.render(field -> SourceValues.of(source, field));
  }
}
