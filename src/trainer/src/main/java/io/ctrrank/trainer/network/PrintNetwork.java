package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.NetworkOptions.IncentiveOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PRINT, the personalised relevance incentive network that the MSD paper (arXiv 2412.06860)
 * compares with; written after its description, not after the original: beside a DIN-style tower
 * over features, it learns how much a user cares that an ad fits the query. The vector r of the
 * query-ad pair is compared with the user's preference p, the product of two attentions over the
 * pairs of the clicks in the history: one by the query (intent-aware), one by the ad's category
 * (category-aware); of data without categories it is the one by the query. {@link DiscerningNet}
 * turns both into an incentive that is added to the tower's logit.
 *
 * <p>Adapted: r comes from the frozen encoder's vectors of query and ad, each encoded by itself and
 * joined by one layer, {@code r = W [q; a; q * a]}, because 100,000 joint texts would have to be
 * encoded otherwise. Immutable.
 */
public final class PrintNetwork implements CtrNetwork {
  private static final double SMALL = 0.05;

  private final DinNetwork tower;
  private final PairLayer pair;
  private final List<CategoricalBag> categories = new ArrayList<>();
  private final HistoryEvents events;
  private final PairAttention byIntent;
  private final Optional<PairAttention> byCategory;
  private final DiscerningNet discerning;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  PrintNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    this.tower = new DinNetwork(scope, schema, options, priors);
    Parameters own = scope.scope("incentive");
    IncentiveOptions incentive = options.incentive();
    int d = incentive.dimension();
    this.pair = new PairLayer(own.scope("pair"), d, incentive.pairWidth(), 1);
    for (CategoricalFeature feature : schema.categorical()) {
      categories.add(
          new CategoricalBag(
              own.scope("category").scope(feature.name()),
              feature,
              options.categoryWidth(),
              SMALL));
    }
    this.events = new HistoryEvents(own.scope("events"), schema.history());
    this.byIntent = new PairAttention(own.scope("intent"), d, incentive.attentionWidth());
    this.byCategory =
        categories.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PairAttention(
                    own.scope("by_category"),
                    options.categoryWidth() * categories.size(),
                    incentive.attentionWidth()));
    this.discerning = new DiscerningNet(own.scope("discerning"), incentive, options.dropout());
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    return ops.add(tower.forward(ops, inputs), incentive(ops, inputs));
  }

  private <V> V incentive(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Queries<V> queries = inputs.queries().orElseThrow();
    CtrInputs.Vectors<V> vectors = inputs.vectors().orElseThrow();
    V known = ops.subtract(ops.constant(1), vectors.itemFallback());
    V target = ops.multiply(vectors.item(), ops.unsqueeze(known, -1));
    V query = ops.unsqueeze(queries.target(), 1);
    V clicked = ops.multiply(events.of(ops, inputs.historyType()).clicks(), vectors.historyMask());

    V pairs = pair.forward(ops, queries.history(), vectors.history());
    V intent = byIntent.forward(ops, query, queries.history(), pairs, clicked);
    V preference =
        byCategory
            .map(
                attention ->
                    ops.multiply(
                        intent,
                        attention.forward(
                            ops,
                            categories(ops, inputs.categorical()),
                            categories(ops, queries.historyCategories()),
                            pairs,
                            clicked)))
            .orElse(intent);
    return discerning.forward(ops, pair.forward(ops, query, target), preference);
  }

  private <V> V categories(Ops<V> ops, List<V> rows) {
    List<V> parts = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      parts.add(categories.get(i).forward(ops, rows.get(i)));
    }
    return ops.concat(-1, parts);
  }
}
