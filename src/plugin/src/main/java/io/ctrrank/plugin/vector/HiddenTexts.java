package io.ctrrank.plugin.vector;

import java.util.List;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;

/**
 * Texts of which a caller may see a part only, by field-level security. A vector of that part must
 * not be kept as that of the text, and one of the whole text would tell the caller about it.
 */
public final class HiddenTexts {
  private HiddenTexts() {}

  /**
   * Whether a segment has some of {@code fields} that its reader does not show; fields that are
   * neither indexed nor in doc values cannot be told.
   */
  public static boolean in(LeafReader reader, List<String> fields) {
    FieldInfos shown = reader.getFieldInfos();
    FieldInfos all = FilterLeafReader.unwrap(reader).getFieldInfos();
    return shown != all
        && fields.stream()
            .anyMatch(field -> all.fieldInfo(field) != null && shown.fieldInfo(field) == null);
  }
}
