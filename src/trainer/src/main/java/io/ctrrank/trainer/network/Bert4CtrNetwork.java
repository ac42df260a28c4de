package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * BERT4CTR (Wang et al. 2023, arXiv 2308.11527): features become n tokens of the encoder's width,
 * which look at the text in the language model's layers and never the other way round
 * (uni-attention), so that text costs no more than without them. The states of [CLS] and of the
 * feature tokens give the logit through one linear layer over both.
 *
 * <p>Training has two steps: the text part and the features' part are first trained apart, each
 * with a logit of its own and no attention between them, then jointly.
 *
 * <p>Adapted: the trainable layers are the top one of a MiniLM whose lower layers are frozen, item
 * and query meet there; the features are DIN's, compressed to n tokens by one layer; tokens of
 * features have a copy of the layer of their own. Immutable.
 */
public final class Bert4CtrNetwork implements CtrNetwork {
  private final DinFeatures features;
  private final FeatureTokens compression;
  private final int count;
  private final MarkedTokens tokens;
  private final TransformerLayer textLayer;
  private final TransformerLayer featureLayer;
  private final Linear textOut;
  private final Linear featureOut;
  private final double dropout;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  Bert4CtrNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    LayerWeights top = priors.top().orElseThrow();
    int h = top.width();
    this.count = options.encoder().featureTokens();
    this.dropout = options.dropout();
    this.features = new DinFeatures(scope.scope("features"), schema, options, priors);
    this.compression = new FeatureTokens(scope.scope("compression"), features, count, h);
    this.tokens = new MarkedTokens(scope.scope("text"), h);
    double rate = options.encoder().dropout();
    this.textLayer =
        new TransformerLayer(scope.scope("text").scope("layer"), top, LayerTuning.FULL, rate);
    this.featureLayer =
        new TransformerLayer(scope.scope("features").scope("layer"), top, LayerTuning.FULL, rate);
    double deviation = 0.1 * Math.sqrt(1.0 / h);
    this.textOut = new Linear(scope.scope("text").scope("out"), h, 1, Role.DENSE, deviation, 0);
    this.featureOut =
        new Linear(
            scope.scope("features").scope("out"),
            count * h,
            1,
            Role.DENSE,
            deviation,
            priors.bias());
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Tokens<V> text = inputs.tokens().orElseThrow();
    V looking =
        featureLayer.few(
            ops,
            compression.forward(ops, features.forward(ops, inputs)),
            count,
            tokens.forward(ops, text),
            text.mask());
    return ops.add(textLogit(ops, inputs), featureLogit(ops, looking));
  }

  @Override
  public List<TrainingStage> stages() {
    return List.of(new Apart(this), new TrainingStage.EndToEnd(this));
  }

  private <V> V textLogit(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Tokens<V> text = inputs.tokens().orElseThrow();
    V states = tokens.forward(ops, text);
    V cls = textLayer.few(ops, tokens.first(ops, text), 1, states, text.mask());
    return ops.squeeze(textOut.forward(ops, ops.dropout(cls, dropout)), -1);
  }

  private <V> V featureLogit(Ops<V> ops, V states) {
    V flat = ops.reshape(states, 0, 1, -1);
    return ops.squeeze(featureOut.forward(ops, ops.dropout(flat, dropout)), -1);
  }

  private <V> V blindLogit(Ops<V> ops, CtrInputs<V> inputs) {
    V blind = featureLayer.blind(ops, compression.forward(ops, features.forward(ops, inputs)));
    return featureLogit(ops, blind);
  }

  /** Step one: both parts by themselves. They share no weights, so one loss trains both. */
  private record Apart(Bert4CtrNetwork network) implements TrainingStage {
    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return ops.add(network.textLogit(ops, inputs), network.blindLogit(ops, inputs));
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      return ops.add(
          ops.crossEntropy(network.textLogit(ops, inputs), labels),
          ops.crossEntropy(network.blindLogit(ops, inputs), labels));
    }

    @Override
    public boolean trains(Parameter parameter) {
      return true;
    }
  }
}
