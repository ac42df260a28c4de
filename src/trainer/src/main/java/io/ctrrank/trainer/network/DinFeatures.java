package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What DIN (Zhou et al. 2018, arXiv 1706.06978) reads, before its head: IDs, attributes, the typed
 * history weighted by the target, numbers that counting gives and, with vectors of content, what
 * they say. Networks that put something else on top read the same features. Immutable.
 */
final class DinFeatures {
  private final ItemRepresentation items;
  private final List<CategoricalBag> categories = new ArrayList<>();
  private final Embedding types;
  private final HistoryEvents events;
  private final HistoryStatistics statistics;
  private final ActivationUnit activation;
  private final Optional<ItemCounts> counts;
  private final TextOptions textOptions;
  private final Optional<TextTower> text;
  private final List<TextTower> knowledge = new ArrayList<>();
  private final List<FrequencyGate> gates = new ArrayList<>();
  private final int categoryWidth;
  private final int typeWidth;
  private final int candidateWidth;
  private final int userWidth;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  DinFeatures(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    this.categoryWidth = options.categoryWidth();
    this.typeWidth = options.typeWidth();
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
              feature,
              options.categoryWidth(),
              small));
    }
    this.types = new Embedding(scope.scope("type"), typeCount + 1, options.typeWidth(), 0.5);
    this.events = new HistoryEvents(scope.scope("events"), schema.history());
    this.statistics = new HistoryStatistics(scope.scope("statistics"), events, priors.typeShares());
    this.activation =
        new ActivationUnit(
            scope.scope("activation"),
            items.width(),
            options.typeWidth(),
            options.activationWidth());
    this.counts =
        options.counts()
            ? Optional.of(
                new ItemCounts(
                    scope.scope("counts"), priors.itemCounts(), priors.baseRate(), events))
            : Optional.empty();
    this.textOptions = options.text();
    this.text =
        textOptions.dimension() == 0
            ? Optional.empty()
            : Optional.of(
                new TextTower(scope.scope("text"), textOptions, typeCount, options.typeWidth()));
    for (int i = 0; i < textOptions.knowledge(); i++) {
      Parameters own = scope.scope(ClickNetwork.ofKnowledge("knowledge", i));
      knowledge.add(new TextTower(own, textOptions.ofKnowledge(), typeCount, options.typeWidth()));
      if (textOptions.gate()) {
        gates.add(new FrequencyGate(own.scope("gate")));
      }
    }
    this.candidateWidth =
        items.width()
            + options.categoryWidth() * categories.size()
            + schema.numeric().size()
            + items.width()
            + options.typeWidth()
            + (counts.isPresent() ? ItemCounts.WIDTH : 0)
            + text.map(TextTower::candidateWidth).orElse(0)
            + knowledge.stream().mapToInt(TextTower::candidateWidth).sum();
    this.userWidth =
        statistics.width()
            + counts.map(ItemCounts::userWidth).orElse(0)
            + text.map(TextTower::userWidth).orElse(0);
  }

  /** Width of all candidate parts together. */
  int candidateWidth() {
    return candidateWidth;
  }

  /** Widths of what {@link #embedded} gives. */
  List<Integer> embeddedWidths() {
    List<Integer> widths = new ArrayList<>();
    widths.add(items.width());
    categories.forEach(category -> widths.add(categoryWidth));
    widths.add(items.width() + typeWidth);
    return widths;
  }

  /** How many numbers {@link #numbers} gives in all. */
  int numberCount() {
    return candidateWidth + userWidth - embeddedWidths().stream().mapToInt(w -> w).sum();
  }

  /** Width of all user parts together. */
  int userWidth() {
    return userWidth;
  }

  <V> Features<V> forward(Ops<V> ops, CtrInputs<V> inputs) {
    History<V> history = history(ops, inputs);
    Features<V> features = new Features<>();
    V target = items.targets(ops, inputs);
    features.candidates().add(target);
    features.candidates().addAll(categories(ops, inputs));
    inputs.numeric().ifPresent(features.candidates()::add);
    features.candidates().add(interest(ops, target, history));
    features.users().add(statistics.forward(ops, history.events()));
    counts.ifPresent(c -> c.add(ops, inputs, history.events(), features));
    if (!knowledge.isEmpty()) {
      CtrInputs.Vectors<V> all = inputs.vectors().orElseThrow();
      text.orElseThrow().add(ops, KnowledgeAdaptor.text(ops, all, textOptions), history, features);
      addKnowledge(ops, inputs, history, features);
    } else if (text.isPresent()) {
      text.get().add(ops, inputs.vectors().orElseThrow(), history, features);
    }
    return features;
  }

  private <V> void addKnowledge(
      Ops<V> ops, CtrInputs<V> inputs, History<V> history, Features<V> features) {
    CtrInputs.Vectors<V> all = inputs.vectors().orElseThrow();
    for (int i = 0; i < knowledge.size(); i++) {
      Features<V> own = new Features<>();
      knowledge.get(i).add(ops, KnowledgeAdaptor.phrases(ops, all, textOptions, i), history, own);
      if (gates.isEmpty()) {
        features.candidates().addAll(own.candidates());
      } else {
        V gate = gates.get(i).forward(ops, counts.orElseThrow().exposures(ops, inputs));
        own.candidates().forEach(part -> features.candidates().add(ops.multiply(part, gate)));
      }
    }
  }

  /** What the targets are taken for, {@code [U, N, w]}. */
  <V> V targets(Ops<V> ops, CtrInputs<V> inputs) {
    return items.targets(ops, inputs);
  }

  /**
   * What has a vector, field by field, {@code [U, N, ...]} each: the target, its categories, the
   * user's interest in it. With {@link #numbers} these are all features of a network without text.
   */
  <V> List<V> embedded(Ops<V> ops, CtrInputs<V> inputs) {
    V target = items.targets(ops, inputs);
    List<V> fields = new ArrayList<>();
    fields.add(target);
    fields.addAll(categories(ops, inputs));
    fields.add(interest(ops, target, history(ops, inputs)));
    return fields;
  }

  /** What is a number, of candidates and of users. */
  <V> Features<V> numbers(Ops<V> ops, CtrInputs<V> inputs) {
    HistoryEvents.Of<V> history = events.of(ops, inputs.historyType());
    Features<V> numbers = new Features<>();
    inputs.numeric().ifPresent(numbers.candidates()::add);
    numbers.users().add(statistics.forward(ops, history));
    counts.ifPresent(c -> c.add(ops, inputs, history, numbers));
    return numbers;
  }

  private <V> History<V> history(Ops<V> ops, CtrInputs<V> inputs) {
    return new History<>(
        events.of(ops, inputs.historyType()),
        types.forward(ops, inputs.historyType()),
        items.history(ops, inputs));
  }

  private <V> List<V> categories(Ops<V> ops, CtrInputs<V> inputs) {
    List<V> parts = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      parts.add(categories.get(i).forward(ops, inputs.categorical().get(i)));
    }
    return parts;
  }

  /** DIN's interest vector: history rows summed with the activation unit's weights. */
  private <V> V interest(Ops<V> ops, V target, History<V> history) {
    return activation.forward(
        ops, target, history.items(), history.context(), history.events().valid());
  }
}
