package io.ctrrank.trainer.clicklog;

import com.google.gson.JsonObject;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.ItemFeatures;
import io.ctrrank.trainer.data.ItemFields;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the items: one document of the index a line. Members that models do not read are passed
 * over, and of those that they do only the id is required.
 */
public final class ItemsReader {
  private final ItemFields fields;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Long> lines = new HashMap<>();

  private ItemsReader(ItemFields fields) {
    this.fields = fields;
  }

  static Catalogue read(Path file, ItemFields fields, Tolerance tolerance, ReadListener listener)
      throws DataException {
    ItemsReader reader = new ItemsReader(fields);
    JsonLines.read(file, tolerance, listener, reader::add);
    return new Catalogue(reader.items, fields);
  }

  /** Whether a document is an item that can be read, with whatever ids others have. */
  public static boolean isReadable(JsonObject document, ItemFields fields) {
    try {
      new ItemsReader(fields).item(document);
      return true;
    } catch (RowException e) {
      return false;
    }
  }

  private void add(JsonObject document, long line) throws RowException {
    Item item = item(document);
    Long earlier = lines.putIfAbsent(item.id(), line);
    if (earlier != null) {
      throw new RowException(
          "item ["
              + item.id()
              + "] stands at line ["
              + earlier
              + "] already; expected each item once");
    }
    items.add(item);
  }

  private Item item(JsonObject document) throws RowException {
    List<String> ids = FieldValues.of(document, fields.id());
    if (ids.size() != 1 || ids.getFirst().isBlank()) {
      throw new RowException("[" + fields.id() + "] is " + ids + "; expected one id");
    }
    String id = ids.getFirst();
    List<String> categories = categories(document);
    requireOneLine(fields.id(), List.of(id));
    requireOneLine("category", categories);
    return new Item(id, text(document, 0), categories, number(document), overview(document));
  }

  /** Vocabularies hold one value a line. */
  private static void requireOneLine(String what, List<String> values) throws RowException {
    for (String value : values) {
      if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
        throw new RowException("[" + what + "] has a value with a line break; expected none in it");
      }
    }
  }

  private String text(JsonObject document, int place) {
    return String.join(
        ItemFeatures.LIST_SEPARATOR, FieldValues.of(document, fields.texts().get(place)));
  }

  private List<String> categories(JsonObject document) {
    return fields.texts().size() < 2 ? List.of() : FieldValues.of(document, fields.texts().get(1));
  }

  /** What the third field of the text and those after it say, joined as the text joins fields. */
  private String overview(JsonObject document) {
    List<String> parts = new ArrayList<>();
    for (int place = 2; place < fields.texts().size(); place++) {
      String part = text(document, place).strip();
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts.stream().collect(Collectors.joining(ItemFeatures.SEPARATOR));
  }

  /** Of several values the smallest, as a node reads them; NaN for none. */
  private double number(JsonObject document) throws RowException {
    if (fields.number().isEmpty()) {
      return Double.NaN;
    }
    String field = fields.number().get().field();
    double smallest = Double.NaN;
    for (String value : FieldValues.of(document, field)) {
      double number;
      try {
        number = Double.parseDouble(value);
      } catch (NumberFormatException e) {
        number = Double.NaN;
      }
      if (!Double.isFinite(number)) {
        throw new RowException("[" + field + "] is [" + value + "]; expected a number");
      }
      smallest = Double.isNaN(smallest) ? number : Math.min(smallest, number);
    }
    return smallest;
  }
}
