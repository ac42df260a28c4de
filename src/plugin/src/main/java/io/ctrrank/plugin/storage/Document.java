package io.ctrrank.plugin.storage;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Members of a document, or of an object in one, as they were written; anything else is a {@link
 * StorageException}.
 *
 * @param id of the document, for messages
 * @param members by name
 */
record Document(String id, Map<?, ?> members) {

  String text(String name) throws StorageException {
    return member(name, String.class);
  }

  long number(String name) throws StorageException {
    return member(name, Number.class).longValue();
  }

  List<?> list(String name) throws StorageException {
    return member(name, List.class);
  }

  /** Objects in a list. */
  List<Document> objects(String name) throws StorageException {
    return list(name).stream()
        .map(each -> new Document(id, each instanceof Map<?, ?> object ? object : Map.of()))
        .toList();
  }

  /** Binary of CBOR is read as bytes, that of JSON as Base64. */
  byte[] bytes(String name) throws StorageException {
    return members.get(name) instanceof byte[] bytes
        ? bytes
        : Base64.getDecoder().decode(text(name));
  }

  private <T> T member(String name, Class<T> type) throws StorageException {
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw new StorageException(
          "document ["
              + id
              + "] of index ["
              + ModelsIndex.ALIAS
              + "] has no ["
              + name
              + "] that can be read; upload the model again");
    }
    return type.cast(value);
  }
}
