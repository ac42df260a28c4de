package io.ctrrank.trainer.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All items, numbered from 0 in the order of the source. Immutable. */
public final class Catalogue {
  private final List<Item> items;
  private final ItemFields fields;
  private final Map<String, Integer> indices;

  /**
   * Items of an index of films or books.
   *
   * @param items items with distinct ids
   * @throws IllegalArgumentException if an id stands twice
   */
  public Catalogue(List<Item> items) {
    this(items, ItemFields.FILMS);
  }

  /**
   * @param items items with distinct ids
   * @param fields where an index has what they hold
   * @throws IllegalArgumentException if an id stands twice
   */
  public Catalogue(List<Item> items, ItemFields fields) {
    this.items = List.copyOf(items);
    this.fields = fields;
    this.indices = HashMap.newHashMap(items.size());
    for (int i = 0; i < this.items.size(); i++) {
      Integer earlier = indices.put(this.items.get(i).id(), i);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "catalogue holds item ["
                + this.items.get(i).id()
                + "] at ["
                + earlier
                + "] and ["
                + i
                + "]; each id must stand once");
      }
    }
  }

  /** Where an index has what the items hold. */
  public ItemFields fields() {
    return fields;
  }

  /** Number of items. */
  public int size() {
    return items.size();
  }

  /** The item with number {@code index}. */
  public Item item(int index) {
    return items.get(index);
  }

  /** All items by number. */
  public List<Item> items() {
    return items;
  }

  /** The number of the item with this id, -1 when the catalogue does not hold it. */
  public int indexOf(String id) {
    return indices.getOrDefault(id, -1);
  }
}
