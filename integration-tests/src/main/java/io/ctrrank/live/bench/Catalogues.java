package io.ctrrank.live.bench;

import io.ctrrank.trainer.data.Item;
import java.util.ArrayList;
import java.util.List;

/** Catalogues of any size: films, over and over, each time as other items with the same fields. */
public final class Catalogues {
  private Catalogues() {}

  /**
   * A catalogue.
   *
   * @param films the films, which keep their ids the first time
   * @param size number of items
   */
  public static List<Item> of(List<Item> films, int size) {
    List<Item> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Item film = films.get(i % films.size());
      int copy = i / films.size();
      items.add(
          copy == 0
              ? film
              : new Item(
                  film.id() + "-" + copy,
                  film.title(),
                  film.categories(),
                  film.number(),
                  film.overview()));
    }
    return items;
  }
}
