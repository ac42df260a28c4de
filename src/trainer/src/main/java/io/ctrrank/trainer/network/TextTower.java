package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What MSD reads of the adapted vectors: the target e'_t (or a learned vector in its place), the
 * k-near items fusion e_item over clicks, the user level e'_u, and, as far as they are switched on,
 * the kernel histogram, the similarity-weighted shares, the target attention over all events and
 * the text of the search.
 */
final class TextTower {
  private static final double[] TEMPERATURES = {0.05, 0.15};
  private static final double KERNELS_FROM = -0.2;
  private static final double KERNELS_TO = 0.8;

  private final TextOptions options;
  private final int types;
  private final Parameter fallback;
  private final Optional<Parameter> unknownUser;
  private final NearItemsFusion fusion;
  private final Optional<KernelHistogram> histogram;
  private final Optional<SimilarRates> rates;
  private final Optional<TargetAttention> attention;
  private final Optional<SearchMatch> match;

  /**
   * @param types number of event types
   * @param typeWidth width of a type's embedding
   */
  TextTower(Parameters scope, TextOptions options, int types, int typeWidth) {
    this.options = options;
    this.types = types;
    int d = options.dimension();
    this.fallback = scope.filled("fallback", Role.BIAS, 0, d);
    this.unknownUser =
        options.userLevel()
            ? Optional.of(scope.filled("unknown_user", Role.BIAS, 0, d))
            : Optional.empty();
    this.fusion = new NearItemsFusion(Math.max(1, options.neighbours()), d);
    this.histogram =
        options.kernels() == 0
            ? Optional.empty()
            : Optional.of(
                new KernelHistogram(
                    scope.scope("histogram"),
                    options.kernels(),
                    KERNELS_FROM,
                    KERNELS_TO,
                    options.kernelSigma(),
                    types));
    this.rates =
        options.rates() ? Optional.of(new SimilarRates(scope, TEMPERATURES)) : Optional.empty();
    this.attention =
        options.attentionHeads() == 0
            ? Optional.empty()
            : Optional.of(
                new TargetAttention(
                    scope.scope("attention"),
                    d,
                    typeWidth,
                    options.attentionHeads(),
                    options.attentionWidth()));
    this.match = options.query() ? Optional.of(new SearchMatch(d)) : Optional.empty();
  }

  /** Width of the candidate parts. */
  int candidateWidth() {
    return options.dimension()
        + 1
        + (options.neighbours() > 0 ? options.dimension() : 0)
        + histogram.map(KernelHistogram::width).orElse(0)
        + (rates.isPresent() ? TEMPERATURES.length * types : 0)
        + options.attentionHeads() * options.attentionWidth()
        + match.map(SearchMatch::candidateWidth).orElse(0);
  }

  /** Width of the user parts. */
  int userWidth() {
    return (options.userLevel() ? options.dimension() + 1 : 0)
        + match.map(SearchMatch::userWidth).orElse(0);
  }

  <V> void add(Ops<V> ops, CtrInputs.Vectors<V> vectors, History<V> history, Features<V> features) {
    V flag = ops.unsqueeze(vectors.itemFallback(), -1);
    V target = ops.replaced(vectors.item(), flag, fallback);
    features.candidates().add(target);
    features.candidates().add(flag);
    V known = ops.multiply(history.events().valid(), vectors.historyMask());
    V cosines =
        Cosines.between(
            ops, target, vectors.history(), Cosines.inverseLengths(ops, vectors.history()));
    if (options.neighbours() > 0) {
      V selectable = selectable(ops, vectors, history);
      features.candidates().add(fusion.forward(ops, cosines, selectable, vectors.history()));
    }
    V typed = ops.multiply(history.events().oneHot(), ops.unsqueeze(known, -1));
    features.candidates().addAll(similar(ops, cosines, known, typed));
    if (attention.isPresent()) {
      features
          .candidates()
          .add(attention.get().forward(ops, target, vectors.history(), history.context(), known));
    }
    vectors.user().ifPresent(user -> addUser(ops, user, features));
    match.ifPresent(m -> m.add(ops, target, vectors.search().orElseThrow(), features));
  }

  private <V> List<V> similar(Ops<V> ops, V cosines, V known, V typed) {
    if (histogram.isPresent() && rates.isPresent()) {
      return histogram.get().forward(ops, cosines, rates.get(), known, typed);
    }
    List<V> parts = new ArrayList<>();
    histogram.ifPresent(h -> parts.add(h.forward(ops, cosines, typed)));
    rates.ifPresent(r -> parts.add(r.forward(ops, cosines, known, typed)));
    return parts;
  }

  private <V> void addUser(Ops<V> ops, CtrInputs.User<V> user, Features<V> features) {
    V vector = ops.select(user.known(), user.vector(), ops.parameter(unknownUser.orElseThrow()));
    features.users().add(ops.unsqueeze(vector, 1));
    features.users().add(ops.unsqueeze(user.known(), 1));
  }

  /** Clicks whose vector is known and that the training mask does not hide. */
  private <V> V selectable(Ops<V> ops, CtrInputs.Vectors<V> vectors, History<V> history) {
    V known = ops.multiply(history.events().clicks(), vectors.historyMask());
    return vectors.hidden().isEmpty()
        ? known
        : ops.multiply(known, ops.subtract(ops.constant(1), vectors.hidden().get()));
  }
}
