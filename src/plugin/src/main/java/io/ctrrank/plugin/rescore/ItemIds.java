package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.jspecify.annotations.Nullable;

/**
 * The item ids of an index, and the rows that a model gives them.
 *
 * @param name of the field
 * @param field the field
 * @param vocabulary the model's
 * @param memory what is remembered of segments, null where nothing may be
 */
record ItemIds(String name, TermField field, Vocabulary vocabulary, @Nullable ItemMemory memory) {

  /** Opens a segment; its ids are read into {@code candidates}. */
  LeafWalk.RowReader open(LeafReaderContext leaf, Candidates candidates) {
    ItemMemory.Segment remembered =
        memory == null ? null : memory.of(leaf.reader(), name, vocabulary);
    Names names = new Names(field, leaf);
    return (row, doc) -> {
      int known = remembered == null ? Vocabulary.PADDING : remembered.row(doc);
      if (known > Vocabulary.OUT_OF_VOCABULARY) {
        candidates.setItem(row, vocabulary.value(known), known);
        return;
      }
      String id = remembered == null ? null : remembered.id(doc);
      boolean isNew = id == null || known == Vocabulary.PADDING;
      if (id == null) {
        id = names.first(doc);
        if (id == null) {
          return;
        }
      }
      int found = known == Vocabulary.PADDING ? vocabulary.row(id) : known;
      if (remembered != null && isNew) {
        remembered.set(doc, found, id);
      }
      candidates.setItem(row, id, found);
    };
  }

  /** Names that are opened with the first document that needs them. */
  private static final class Names {
    private final TermField field;
    private final LeafReaderContext leaf;
    private TermField.@Nullable Names opened;

    Names(TermField field, LeafReaderContext leaf) {
      this.field = field;
      this.leaf = leaf;
    }

    @Nullable String first(int doc) throws IOException {
      TermField.Names names = opened;
      if (names == null) {
        names = field.names(leaf);
        opened = names;
      }
      return names.first(doc);
    }
  }
}
