package io.ctrrank.plugin.user;

import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.plugin.vector.HitTexts;
import io.ctrrank.runtime.tier.ReadText;

/**
 * The text of a history item as an index has it.
 *
 * @param item id of the item
 * @param index name of the index it was found in
 * @param catalogue of that index
 * @param text what the index has
 */
record HistoryText(String item, String index, Catalogue catalogue, ReadText text) {
  /** The text of {@code item} in a document of it. */
  static HistoryText of(String item, HitTexts.Found document) {
    return new HistoryText(
        item, document.index().index().getName(), document.index().catalogue(), document.text());
  }
}
