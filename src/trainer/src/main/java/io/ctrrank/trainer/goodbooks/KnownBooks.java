package io.ctrrank.trainer.goodbooks;

import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import java.util.Set;

/**
 * The books that the other files may tell of.
 *
 * @param ids ids of all books
 */
record KnownBooks(Set<String> ids) {
  KnownBooks {
    ids = Set.copyOf(ids);
  }

  /** The id in a column of a row; refuses the row if no such book is known. */
  String id(CsvTable.Row row, int column) throws DataException {
    String id = row.field(column);
    if (!ids.contains(id)) {
      throw row.bad(
          "book_id is ["
              + id
              + "]; expected an id that "
              + BooksReader.FILE
              + " lists; add the book there or remove the line");
    }
    return id;
  }
}
