package io.ctrrank.trainer.network;

import java.util.List;
import java.util.Optional;

/**
 * What a click network reads, for U users with N candidates and L history rows each: a training
 * batch has N = 1, a served window U = 1. Names and meanings are those of the bundle format.
 *
 * @param itemId int64 {@code [U, N]}
 * @param categorical int64 {@code [U, N, maxValues]} each, in the schema's order
 * @param numeric {@code [U, N, D]}; empty when the schema has no numbers
 * @param historyItem int64 {@code [U, L]}
 * @param historyType int64 {@code [U, L]}, 0 for padding
 * @param vectors empty for networks without an encoder
 * @param counts item counts to use instead of the network's own table; training only
 * @param characters empty for networks that do not read characters
 * @param queries empty for networks without vectors of what stands in for queries
 * @param tokens empty for networks without a trainable encoder layer
 * @param <V> a value of {@link Ops}
 */
public record CtrInputs<V>(
    V itemId,
    List<V> categorical,
    Optional<V> numeric,
    V historyItem,
    V historyType,
    Optional<Vectors<V>> vectors,
    Optional<Counts<V>> counts,
    Optional<Characters<V>> characters,
    Optional<Queries<V>> queries,
    Optional<Tokens<V>> tokens) {

  /** Inputs of networks that are served, which read no stand-in for a query. */
  public CtrInputs(
      V itemId,
      List<V> categorical,
      Optional<V> numeric,
      V historyItem,
      V historyType,
      Optional<Vectors<V>> vectors,
      Optional<Counts<V>> counts) {
    this(
        itemId,
        categorical,
        numeric,
        historyItem,
        historyType,
        vectors,
        counts,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Adapted vectors.
   *
   * @param item {@code [U, N, d]}
   * @param itemFallback 1 where the item's vector is not known, {@code [U, N]}
   * @param history {@code [U, L, d]}
   * @param historyMask 1 where the vector is known, {@code [U, L]}
   * @param hidden 1 where sequence fusion must not select the row, {@code [U, L]}; training only
   * @param user empty for networks without a user level
   * @param search empty for networks that do not read the text of the search
   */
  public record Vectors<V>(
      V item,
      V itemFallback,
      V history,
      V historyMask,
      Optional<V> hidden,
      Optional<User<V>> user,
      Optional<Search<V>> search) {}

  /**
   * Item counts (see {@link ItemCounts}) that leave out the row's own user, so that no label
   * reaches its own input.
   *
   * @param item {@code [U, N, 2]}
   * @param history {@code [U, L, 2]}
   */
  public record Counts<V>(V item, V history) {}

  /**
   * The user level.
   *
   * @param vector {@code [U, d]}
   * @param known 1 with a profile, 0 without, {@code [U, 1]}
   */
  public record User<V>(V vector, V known) {}

  /**
   * The text of the search.
   *
   * @param vector any value where it is not known, {@code [U, d]}
   * @param known 1 with a text, 0 without, {@code [U, 1]}
   */
  public record Search<V>(V vector, V known) {}

  /**
   * Texts as numbers of characters, 0 for padding.
   *
   * @param query int64 {@code [U, Q]}
   * @param item int64 {@code [U, N, A]}
   */
  public record Characters<V>(V query, V item) {}

  /**
   * Adapted vectors of what stands in for queries and, because behaviour under a query is told
   * apart by categories too, those of history items.
   *
   * @param target vector of the current query, {@code [U, d]}
   * @param history vector of the query under which each row was shown, {@code [U, L, d]}
   * @param historyCategories int64 {@code [U, L, maxValues]} each, in the schema's order
   */
  public record Queries<V>(V target, V history, List<V> historyCategories) {}

  /**
   * States of tokens after the encoder's frozen layers: the item's text first, then the query's,
   * each read by itself. Such networks are not served, so N is 1.
   *
   * @param states {@code [U, T, h]}
   * @param mask 1 for real tokens, {@code [U, T]}
   * @param ofQuery 1 for tokens of the query, {@code [U, T]}
   */
  public record Tokens<V>(V states, V mask, V ofQuery) {}
}
