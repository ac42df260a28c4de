package io.ctrrank.plugin.user;

import org.elasticsearch.index.Index;

/**
 * The text of a history item as an index has it.
 *
 * @param item id of the item
 * @param index the index it was found in
 * @param version version of its document
 * @param text what the encoder reads; not empty
 */
record HistoryText(String item, Index index, long version, String text) {}
