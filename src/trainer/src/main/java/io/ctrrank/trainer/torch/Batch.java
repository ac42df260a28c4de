package io.ctrrank.trainer.torch;

/**
 * Rows in model form, still as Java arrays; B rows, L history positions. Items are catalogue
 * indices, padding positions hold 0.
 *
 * @param size B
 * @param length L
 * @param items target items, {@code [B]}
 * @param itemRows their rows of the item-id vocabulary, {@code [B]}
 * @param itemFallback 1 where the target's vector is withheld, {@code [B]}
 * @param historyItems {@code [B, L]}
 * @param historyRows their rows of the item-id vocabulary, {@code [B, L]}
 * @param historyTypes {@code [B, L]}, 0 for padding
 * @param historyMask 1 where the vector is known, {@code [B, L]}
 * @param hidden 1 where sequence fusion must not select, {@code [B, L]}
 * @param profiles profile of each row, 0 where there is none, {@code [B]}
 * @param profileKnown 1 with a profile, {@code [B]}
 * @param searches text of each row's search, 0 where there is none, {@code [B]}
 * @param searchKnown 1 with a text, {@code [B]}
 * @param queries number of what stands in for each row's query, {@code [B]}
 * @param historyQueries number of the query under which each event was shown, {@code [B, L]}
 * @param labels 1 for a click, {@code [B]}
 * @param training whether the count rows are filled
 * @param itemCountRows targets' rows of the count tables, {@code [B]}
 * @param historyCountRows history items' rows of the count tables, {@code [B, L]}
 */
record Batch(
    int size,
    int length,
    int[] items,
    long[] itemRows,
    float[] itemFallback,
    int[] historyItems,
    long[] historyRows,
    long[] historyTypes,
    float[] historyMask,
    float[] hidden,
    long[] profiles,
    float[] profileKnown,
    long[] searches,
    float[] searchKnown,
    int[] queries,
    int[] historyQueries,
    float[] labels,
    boolean training,
    long[] itemCountRows,
    long[] historyCountRows) {

  Batch(int size, int length, boolean training) {
    this(
        size,
        length,
        new int[size],
        new long[size],
        new float[size],
        new int[size * length],
        new long[size * length],
        new long[size * length],
        new float[size * length],
        new float[size * length],
        new long[size],
        new float[size],
        new long[size],
        new float[size],
        new int[size],
        new int[size * length],
        new float[size],
        training,
        new long[size],
        new long[size * length]);
  }
}
