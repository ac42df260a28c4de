package io.ctrrank.trainer.data;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.dataset.Impression;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled impressions in model form: target item, history as of the impression's moment, profile.
 * Immutable; row numbers run from 0.
 */
public final class ExampleSet {
  private final List<Impression> impressions;
  private final EventLog events;
  private final int[] items;
  private final int[] historyStarts;
  private final int[] historyLengths;
  private final int[] pasts;
  private final int[] profiles;
  private final int[] blocks;
  private final int[] queries;

  ExampleSet(
      List<Impression> impressions,
      EventLog events,
      int[] items,
      int[] historyStarts,
      int[] historyLengths,
      int[] pasts,
      int[] profiles,
      int[] blocks,
      int[] queries) {
    this.impressions = List.copyOf(impressions);
    this.events = events;
    this.items = items;
    this.historyStarts = historyStarts;
    this.historyLengths = historyLengths;
    this.pasts = pasts;
    this.profiles = profiles;
    this.blocks = blocks;
    this.queries = queries;
  }

  /** Number of rows. */
  public int size() {
    return items.length;
  }

  /** The impression of a row. */
  public Impression impression(int row) {
    return impressions.get(row);
  }

  /** The label of a row. */
  public boolean click(int row) {
    return impressions.get(row).click();
  }

  /** Catalogue index of the target item. */
  public int item(int row) {
    return items[row];
  }

  /** Events in the history: those strictly before the impression, at most the schema's length. */
  public int historyLength(int row) {
    return historyLengths[row];
  }

  /** Events of the user strictly before the impression, however many of them the history holds. */
  public int pastEvents(int row) {
    return pasts[row];
  }

  /**
   * Copies the history of a row, newest first, {@link #historyLength} entries.
   *
   * @param row the row
   * @param targetItems receives catalogue indices
   * @param targetTypes receives type numbers, 1 and up
   * @param offset where the newest event goes in both arrays
   */
  public void history(int row, int[] targetItems, int[] targetTypes, int offset) {
    events.copy(historyStarts[row], historyLengths[row], targetItems, targetTypes, offset);
  }

  /** Index into {@link Dataset#profileTexts()}, -1 when the user has no profile yet. */
  public int profile(int row) {
    return profiles[row];
  }

  /** Index into {@link Dataset#searchTexts()}, -1 when the search has no text. */
  public int query(int row) {
    return queries[row];
  }

  /**
   * The block of {@link Dataset#blocks()} that stood at the start of the block the impression falls
   * into, -1 when there is none yet.
   */
  public int block(int row) {
    return blocks[row];
  }

  /**
   * Copies the block that stood when each event of a row's history happened, as {@link #block} of
   * that event, newest first.
   *
   * @param row the row
   * @param target receives numbers of blocks, -1 without one
   * @param offset where the newest event's goes
   */
  public void historyBlocks(int row, int[] target, int offset) {
    events.copyBlocks(historyStarts[row], historyLengths[row], target, offset);
  }

  /** The user of each row, for metrics by user. */
  public String[] users() {
    return impressions.stream().map(Impression::user).toArray(String[]::new);
  }

  /** The label of each row. */
  public boolean[] clicks() {
    boolean[] clicks = new boolean[size()];
    for (int row = 0; row < clicks.length; row++) {
      clicks[row] = click(row);
    }
    return clicks;
  }

  /** The given rows as a set of their own, in the given order. */
  public ExampleSet select(int[] rows) {
    return new ExampleSet(
        Arrays.stream(rows).mapToObj(impressions::get).toList(),
        events,
        pick(items, rows),
        pick(historyStarts, rows),
        pick(historyLengths, rows),
        pick(pasts, rows),
        pick(profiles, rows),
        pick(blocks, rows),
        pick(queries, rows));
  }

  /**
   * The same rows as one request a user would show them: each row has history and profile as of the
   * first of its user's rows. Rows of a user then differ by their items alone, and by the queries
   * that these were shown for. As they are, they differ by what the user did in between, too, which
   * costs AUC within short windows of a user whatever a model makes of it: after a click the share
   * of clicks is higher, and of the clicks of the window fewer are left.
   */
  public ExampleSet atOnce() {
    Map<String, Integer> firstRows = new HashMap<>();
    for (int row = 0; row < size(); row++) {
      // Events are laid out newest first: the longer the past, the smaller the start.
      firstRows.merge(
          impression(row).user(),
          row,
          (known, other) -> historyStarts[other] > historyStarts[known] ? other : known);
    }
    int[] first = new int[size()];
    for (int row = 0; row < first.length; row++) {
      first[row] = requireNonNull(firstRows.get(impression(row).user()));
    }
    return new ExampleSet(
        impressions,
        events,
        items,
        pick(historyStarts, first),
        pick(historyLengths, first),
        pick(pasts, first),
        pick(profiles, first),
        pick(blocks, first),
        queries);
  }

  private static int[] pick(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }
}
