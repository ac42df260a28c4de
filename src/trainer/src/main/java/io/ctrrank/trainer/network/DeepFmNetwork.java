package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * DeepFM (Guo et al. 2017, arXiv 1703.04247): {@code logit = first order + FM + MLP}, where the
 * second-order term and the MLP share the field embeddings. Fields are the target id, each
 * categorical feature, the history mean-pooled by event type, and each number (a number times its
 * vector). The MLP reads numbers as they are: times a vector they would be the same again. Features
 * are those of {@link DinNetwork}, the history's weights by target aside. Immutable.
 */
public final class DeepFmNetwork implements CtrNetwork {
  private final HistoryEvents events;
  private final Fields embedded;
  private final Fields firstOrder;
  private final HistoryStatistics statistics;
  private final ItemCounts counts;
  private final Numbers candidateNumbers;
  private final Numbers userNumbers;
  private final Head deep;
  private final int embeddedWidth;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network; {@code idWidth} is the width k of all embeddings
   * @param priors what the data says before training starts
   */
  DeepFmNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    int k = options.idWidth();
    int types = schema.history().types().size();
    this.events = new HistoryEvents(scope.scope("events"), schema.history());
    this.embedded = new Fields(scope.scope("fields"), schema, k, 0.05);
    this.firstOrder = new Fields(scope.scope("first_order"), schema, 1, 0.01);
    this.statistics = new HistoryStatistics(scope.scope("statistics"), events, priors.typeShares());
    this.counts =
        new ItemCounts(scope.scope("counts"), priors.itemCounts(), priors.baseRate(), events);
    int perCandidate = schema.numeric().size() + ItemCounts.WIDTH;
    int perUser = statistics.width() + counts.userWidth();
    this.candidateNumbers = new Numbers(scope.scope("candidate_numbers"), perCandidate, k);
    this.userNumbers = new Numbers(scope.scope("user_numbers"), perUser, k);
    this.embeddedWidth = k;
    this.deep =
        new Head(
            scope.scope("head"),
            (1 + schema.categorical().size()) * k + perCandidate,
            types * k + perUser,
            options.head(),
            options.dropout(),
            priors.bias());
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    HistoryEvents.Of<V> history = events.of(ops, inputs.historyType());
    V types = history.oneHot();
    Features<V> numbers = numbers(ops, inputs, history);
    V perCandidate = candidateNumbers.standardized(ops, ops.concat(-1, numbers.candidates()));
    V perUser = userNumbers.standardized(ops, ops.concat(-1, numbers.users()));
    V candidateFields = embedded.candidates(ops, inputs);
    V userFields = embedded.history.forward(ops, inputs.historyItem(), types);

    V linear =
        ops.add(
            ops.add(
                ops.sum(firstOrder.candidates(ops, inputs), 2, false),
                ops.sum(firstOrder.history.forward(ops, inputs.historyItem(), types), 2, false)),
            ops.add(
                candidateNumbers.firstOrder(ops, perCandidate),
                userNumbers.firstOrder(ops, perUser)));
    V pairwise =
        FactorizationMachine.pairwise(
            ops,
            ops.concat(2, List.of(candidateFields, candidateNumbers.fields(ops, perCandidate))),
            ops.concat(2, List.of(userFields, userNumbers.fields(ops, perUser))));
    Features<V> features = new Features<>();
    features.candidates().add(flat(ops, candidateFields, 1 + embedded.categories.size()));
    features.candidates().add(perCandidate);
    features.users().add(flat(ops, userFields, embedded.types));
    features.users().add(perUser);
    V shallow = ops.squeeze(ops.add(linear, pairwise), -1);
    return ops.add(shallow, deep.forward(ops, features));
  }

  private <V> Features<V> numbers(Ops<V> ops, CtrInputs<V> inputs, HistoryEvents.Of<V> history) {
    Features<V> numbers = new Features<>();
    inputs.numeric().ifPresent(numbers.candidates()::add);
    numbers.users().add(statistics.forward(ops, history));
    counts.add(ops, inputs, history, numbers);
    return numbers;
  }

  private <V> V flat(Ops<V> ops, V fields, int count) {
    return ops.reshape(fields, 0, 0, (long) count * embeddedWidth);
  }

  /** Embeddings of one width for all fields that are no numbers. */
  private static final class Fields {
    private final Embedding id;
    private final List<CategoricalBag> categories = new ArrayList<>();
    private final MeanPooledHistory history;
    private final int types;

    Fields(Parameters scope, FeatureSchema schema, int width, double deviation) {
      this.types = schema.history().types().size();
      int rows = schema.itemIds().rows();
      this.id = new Embedding(scope.scope("id"), rows, width, deviation);
      for (CategoricalFeature feature : schema.categorical()) {
        categories.add(
            new CategoricalBag(
                scope.scope("category").scope(feature.name()), feature, width, deviation));
      }
      this.history = new MeanPooledHistory(scope.scope("history"), rows, types, width, deviation);
    }

    /** {@code [U, N, F, width]}. */
    <V> V candidates(Ops<V> ops, CtrInputs<V> inputs) {
      List<V> fields = new ArrayList<>();
      fields.add(id.forward(ops, inputs.itemId()));
      for (int i = 0; i < categories.size(); i++) {
        fields.add(categories.get(i).forward(ops, inputs.categorical().get(i)));
      }
      return FactorizationMachine.stack(ops, fields);
    }
  }

  /** Numbers, standardised, with a weight and a vector each. */
  private static final class Numbers {
    private final Parameter statistics;
    private final Parameter weights;
    private final Parameter vectors;

    Numbers(Parameters scope, int count, int width) {
      this.statistics = scope.statistics("standard", count);
      this.weights = scope.filled("weight", Role.DENSE, 0, count, 1);
      this.vectors = scope.normal("vectors", Role.DENSE, 0.05, count, width);
    }

    <V> V standardized(Ops<V> ops, V numbers) {
      return ops.standardize(numbers, statistics);
    }

    <V> V firstOrder(Ops<V> ops, V numbers) {
      return ops.matmul(numbers, ops.parameter(weights));
    }

    <V> V fields(Ops<V> ops, V numbers) {
      return FactorizationMachine.fields(ops, numbers, vectors);
    }
  }
}
