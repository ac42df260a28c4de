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
  private static final int WINDOW = 3;
  private static final int[] TEXT_POOLS = {2, 4};
  private static final int CROSS_POOL = 2;

  private final Parameter characters;
  private final List<Convolution> queryBlock;
  private final List<Convolution> itemBlock;
  private final PairLayer match;
  private final List<Convolution> crossBlock;
  private final Linear hidden;
  private final Linear out;
  private final double dropout;
  private final Optional<CtrNetwork> features;

  /**
   * @param scope makes the parameters
   * @param options the shape
   * @param dropout rate before and after the fully connected layer
   * @param bias the logit an untrained network gives by itself
   * @param features network over features; empty for text only
   */
  DeepCharMatch(
      Parameters scope,
      CharacterOptions options,
      double dropout,
      double bias,
      Optional<CtrNetwork> features) {
    this.features = features;
    this.dropout = dropout;
    this.characters =
        scope.normal("embedding", Role.DENSE, 0.5, CharacterIds.COUNT, options.width());
    this.queryBlock = textBlock(scope.scope("query"), options);
    this.itemBlock = textBlock(scope.scope("item"), options);
    int cross = options.crossChannels();
    this.match = new PairLayer(scope.scope("match"), options.channels(), cross, 2);
    this.crossBlock =
        List.of(
            Convolution.spatial(scope.scope("cross0"), WINDOW, cross, cross, CROSS_POOL),
            Convolution.spatial(scope.scope("cross1"), WINDOW, cross, cross, 1));
    int places = pooled(options.queryLength()) * pooled(options.itemLength());
    this.hidden = new Linear(scope.scope("hidden"), places * cross, options.hidden(), Role.DENSE);
    double deviation = 0.1 * Math.sqrt(1.0 / options.hidden());
    this.out = new Linear(scope.scope("out"), options.hidden(), 1, Role.DENSE, deviation, bias);
  }

  private static List<Convolution> textBlock(Parameters scope, CharacterOptions options) {
    int channels = options.channels();
    return List.of(
        Convolution.temporal(scope.scope("0"), WINDOW, options.width(), channels, TEXT_POOLS[0]),
        Convolution.temporal(scope.scope("1"), WINDOW, channels, channels, TEXT_POOLS[1]));
  }

  /** Places that are left of a text after all four convolutions. */
  private static int pooled(int length) {
    return length / (TEXT_POOLS[0] * TEXT_POOLS[1] * CROSS_POOL);
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    V match = matchLogits(ops, inputs.characters().orElseThrow());
    return features.isEmpty() ? match : ops.add(features.get().forward(ops, inputs), match);
  }

  private <V> V matchLogits(Ops<V> ops, CtrInputs.Characters<V> texts) {
    V query = block(ops, queryBlock, ops.unsqueeze(texts.query(), 1));
    V item = block(ops, itemBlock, texts.item());
    V x = ops.relu(match.forward(ops, ops.unsqueeze(query, 3), ops.unsqueeze(item, 2)));
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
}
