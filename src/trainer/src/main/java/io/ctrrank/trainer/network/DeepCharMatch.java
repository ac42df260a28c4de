package io.ctrrank.trainer.network;

import io.ctrrank.trainer.data.CharacterIds;
import io.ctrrank.trainer.network.NetworkOptions.CharacterOptions;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;
import java.util.Optional;

/**
 * DeepCharMatch (Edizel, Mantrach and Bai 2017, arXiv 1707.02158): the click rate of a query and an
 * ad from their characters alone. Each text passes two temporal convolutions with max pooling; the
 * match tensor holds, for each place of the query and each place of the ad, what both say there;
 * two spatial convolutions with max pooling and fully connected layers read it. Character
 * embeddings are one-hot characters through a linear layer.
 *
 * <p>With a network over features beside it, its logit is added to that network's. Sizes are a
 * fraction of the paper's, which had billions of rows. Immutable.
 */
public final class DeepCharMatch implements CtrNetwork {
  private static final int POOL = 2;

  private final Parameter characters;
  private final List<Convolution> queryBlock;
  private final List<Convolution> itemBlock;
  private final List<Convolution> crossBlock;
  private final Linear hidden;
  private final Linear out;
  private final double dropout;
  private final Optional<CtrNetwork> features;

  /**
   * @param scope makes the parameters
   * @param options the shape
   * @param bias the logit an untrained network gives by itself
   * @param features network over features; empty for text only
   */
  DeepCharMatch(
      Parameters scope, CharacterOptions options, double bias, Optional<CtrNetwork> features) {
    this.features = features;
    this.dropout = options.dropout();
    this.characters =
        scope.normal("embedding", Role.DENSE, 0.5, CharacterIds.COUNT, options.width());
    this.queryBlock = textBlock(scope.scope("query"), options);
    this.itemBlock = textBlock(scope.scope("item"), options);
    int cross = options.crossChannels();
    this.crossBlock =
        List.of(
            Convolution.spatial(scope.scope("cross0"), 3, 3 * options.channels(), cross, POOL),
            Convolution.spatial(scope.scope("cross1"), 3, cross, cross, POOL));
    int places = pooled(options.queryLength()) * pooled(options.itemLength());
    this.hidden = new Linear(scope.scope("hidden"), places * cross, options.hidden(), Role.DENSE);
    double deviation = 0.1 * Math.sqrt(1.0 / options.hidden());
    this.out = new Linear(scope.scope("out"), options.hidden(), 1, Role.DENSE, deviation, bias);
  }

  private static List<Convolution> textBlock(Parameters scope, CharacterOptions options) {
    int channels = options.channels();
    return List.of(
        Convolution.temporal(scope.scope("0"), 5, options.width(), channels, POOL),
        Convolution.temporal(scope.scope("1"), 3, channels, channels, POOL));
  }

  /** Places that are left of a text after all four convolutions. */
  private static int pooled(int length) {
    return length / (POOL * POOL * POOL * POOL);
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    V match = matchLogits(ops, inputs.characters().orElseThrow());
    return features.isEmpty() ? match : ops.add(features.get().forward(ops, inputs), match);
  }

  private <V> V matchLogits(Ops<V> ops, CtrInputs.Characters<V> texts) {
    V query = block(ops, queryBlock, ops.unsqueeze(texts.query(), 1));
    V item = block(ops, itemBlock, texts.item());
    V x = matchTensor(ops, query, item);
    for (Convolution layer : crossBlock) {
      x = layer.forward(ops, x);
    }
    V flat = ops.dropout(ops.reshape(x, 0, 0, -1), dropout);
    V inner = ops.dropout(ops.relu(hidden.forward(ops, flat)), dropout);
    return ops.squeeze(out.forward(ops, inner), -1);
  }

  /** Texts {@code [U, N, length]} to features of their places, {@code [U, N, places, channels]}. */
  private <V> V block(Ops<V> ops, List<Convolution> layers, V text) {
    V present = ops.unsqueeze(ops.differs(text, CharacterIds.PADDING), -1);
    V embedded = ops.multiply(ops.gather(ops.parameter(characters), text), present);
    V x = ops.unsqueeze(embedded, 2);
    for (Convolution layer : layers) {
      x = layer.forward(ops, x);
    }
    return ops.squeeze(x, 2);
  }

  /**
   * @param query {@code [U, 1, q, c]}
   * @param item {@code [U, N, a, c]}
   * @return query, item and their product at each pair of places, {@code [U, N, q, a, 3 c]}
   */
  private static <V> V matchTensor(Ops<V> ops, V query, V item) {
    V rows = ops.unsqueeze(query, 3);
    V columns = ops.unsqueeze(item, 2);
    V product = ops.multiply(rows, columns);
    V zero = ops.multiply(product, ops.constant(0));
    return ops.concat(-1, List.of(ops.add(rows, zero), ops.add(columns, zero), product));
  }
}
