package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DIN (Zhou et al. 2018, arXiv 1706.06978) over IDs, attributes and the typed history. With a
 * content vector beside each ID it is a control (see {@link ItemRepresentation}); with adapted
 * vectors it is MSD, which adds what the text says. Immutable.
 */
public final class DinNetwork implements CtrNetwork {
  private final ItemRepresentation items;
  private final List<CategoricalBag> categories = new ArrayList<>();
  private final Embedding types;
  private final OneHot oneHot;
  private final HistoryStatistics statistics;
  private final ActivationUnit activation;
  private final Optional<ItemCounts> counts;
  private final TextOptions textOptions;
  private final Optional<TextTower> text;
  private final Optional<TextTower> knowledge;
  private final Head head;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  DinNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    int typeCount = schema.history().types().size();
    double small = 0.05;
    this.items =
        new ItemRepresentation(
            scope.scope("id"),
            schema.itemIds().rows(),
            options.idWidth(),
            options.content().width(),
            small);
    for (CategoricalFeature feature : schema.categorical()) {
      categories.add(
          new CategoricalBag(
              scope.scope("category").scope(feature.name()),
              feature.vocabulary().rows(),
              options.categoryWidth(),
              small));
    }
    this.types = new Embedding(scope.scope("type"), typeCount + 1, options.typeWidth(), 0.5);
    this.oneHot = new OneHot(scope, typeCount);
    this.statistics =
        new HistoryStatistics(
            scope.scope("statistics"), schema.history().maxLength(), priors.typeShares());
    this.activation =
        new ActivationUnit(
            scope.scope("activation"),
            items.width(),
            options.typeWidth(),
            options.activationWidth());
    this.counts =
        options.counts()
            ? Optional.of(
                new ItemCounts(scope.scope("counts"), priors.itemCounts(), schema.history()))
            : Optional.empty();
    this.textOptions = options.text();
    this.text =
        textOptions.dimension() == 0
            ? Optional.empty()
            : Optional.of(
                new TextTower(
                    scope.scope("text"), textOptions, schema.history(), options.typeWidth()));
    this.knowledge =
        textOptions.knowledge()
            ? Optional.of(
                new TextTower(
                    scope.scope("knowledge"),
                    textOptions.ofKnowledge(),
                    schema.history(),
                    options.typeWidth()))
            : Optional.empty();
    int candidateWidth =
        items.width()
            + options.categoryWidth() * categories.size()
            + schema.numeric().size()
            + items.width()
            + options.typeWidth()
            + (counts.isPresent() ? ItemCounts.WIDTH : 0)
            + text.map(TextTower::candidateWidth).orElse(0)
            + knowledge.map(TextTower::candidateWidth).orElse(0);
    int userWidth =
        statistics.width()
            + counts.map(ItemCounts::userWidth).orElse(0)
            + text.map(TextTower::userWidth).orElse(0);
    this.head =
        new Head(
            scope.scope("head"),
            candidateWidth,
            userWidth,
            options.head(),
            options.dropout(),
            Math.log(priors.baseRate() / (1 - priors.baseRate())));
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    V valid = ops.differs(inputs.historyType(), HistorySchema.PADDING);
    History<V> history =
        new History<>(
            valid,
            oneHot.forward(ops, inputs.historyType()),
            types.forward(ops, inputs.historyType()),
            items.history(ops, inputs));
    Features<V> features = new Features<>();
    V target = items.targets(ops, inputs);
    features.candidates().add(target);
    for (int i = 0; i < categories.size(); i++) {
      features.candidates().add(categories.get(i).forward(ops, inputs.categorical().get(i)));
    }
    inputs.numeric().ifPresent(features.candidates()::add);
    features.candidates().add(interest(ops, target, history));
    features.users().add(statistics.forward(ops, inputs.historyType(), valid, history.oneHot()));
    counts.ifPresent(c -> c.add(ops, inputs, history.valid(), history.oneHot(), features));
    if (knowledge.isPresent()) {
      CtrInputs.Vectors<V> both = inputs.vectors().orElseThrow();
      text.orElseThrow().add(ops, KnowledgeAdaptor.text(ops, both, textOptions), history, features);
      knowledge.get().add(ops, KnowledgeAdaptor.phrases(ops, both, textOptions), history, features);
    } else if (text.isPresent()) {
      text.get().add(ops, inputs.vectors().orElseThrow(), history, features);
    }
    return head.forward(ops, features);
  }

  /** DIN's interest vector: history rows summed with the activation unit's weights. */
  private <V> V interest(Ops<V> ops, V target, History<V> history) {
    V weights =
        activation.forward(ops, target, history.items(), history.context(), history.valid());
    return ops.matmul(weights, ops.concat(-1, List.of(history.items(), history.context())));
  }
}
