package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * NumBERT (Zhang et al. 2020, "Do Language Embeddings Capture Scales?", arXiv 2010.05345) as a
 * click model, as BERT4CTR's authors (arXiv 2308.11527) compare it: each feature is a {@code
 * [FIELD] value} of the sequence that the language model reads together with the text, numbers by
 * mantissa and exponent, and the state of [CLS] gives the logit through one linear layer.
 *
 * <p>Adapted: the language model is the top layer of a MiniLM whose lower layers are frozen; text
 * and features meet there, item and query too. Values of IDs are embeddings through a linear layer
 * of the field's own, a number is one token instead of one a digit, and the field of the behaviour
 * sequence holds DIN's interest in the target, so that all models read the sequence alike. [CLS] is
 * that of no text but a trained vector, as the joint sequence has passed no layer yet. Immutable.
 */
public final class NumBertNetwork implements CtrNetwork {
  private static final int NUMBER_WIDTH = 16;

  private final DinFeatures features;
  private final List<Parameter> statistics = new ArrayList<>();
  private final List<Linear> values = new ArrayList<>();
  private final NumberTokens numbers;
  private final Linear numberValue;
  private final Parameter fieldNames;
  private final MarkedTokens tokens;
  private final TransformerLayer layer;
  private final Parameter classToken;
  private final Linear out;
  private final double dropout;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  NumBertNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    LayerWeights top = priors.top().orElseThrow();
    int h = top.width();
    this.dropout = options.dropout();
    this.features = new DinFeatures(scope.scope("features"), schema, options, priors);
    Parameters fields = scope.scope("fields");
    List<Integer> widths = features.embeddedWidths();
    for (int i = 0; i < widths.size(); i++) {
      Parameters own = fields.scope(Integer.toString(i));
      statistics.add(own.statistics("statistics", widths.get(i)));
      values.add(linear(own, widths.get(i), h));
    }
    int count = features.numberCount();
    this.numbers = new NumberTokens(fields.scope("numbers"), count, NUMBER_WIDTH);
    this.numberValue = linear(fields.scope("number"), NUMBER_WIDTH, h);
    this.fieldNames = fields.normal("names", Role.DENSE, 0.3, widths.size() + count, h);
    this.tokens = new MarkedTokens(scope.scope("text"), h);
    this.layer =
        new TransformerLayer(
            scope.scope("layer"), top, LayerTuning.FULL, options.encoder().dropout());
    this.classToken = scope.normal("cls", Role.BIAS, 0.02, h);
    this.out =
        new Linear(scope.scope("out"), h, 1, Role.DENSE, 0.1 * Math.sqrt(1.0 / h), priors.bias());
  }

  private static Linear linear(Parameters scope, int in, int out) {
    return new Linear(scope, in, out, Role.DENSE, Math.sqrt(1.0 / in), 0);
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Tokens<V> text = inputs.tokens().orElseThrow();
    V fields = fields(ops, inputs);
    V states = ops.concat(1, List.of(tokens.forward(ops, text), fields));
    V present = ops.multiply(ops.sum(fields, -1, false), ops.constant(0));
    V mask = ops.concat(1, List.of(text.mask(), ops.add(present, ops.constant(1))));
    V start = ops.multiply(tokens.first(ops, text), ops.constant(0));
    V cls = layer.few(ops, ops.add(start, ops.parameter(classToken)), 1, states, mask);
    return ops.squeeze(out.forward(ops, ops.dropout(cls, dropout)), -1);
  }

  /** One token a field, {@code [U, fields, h]}. */
  private <V> V fields(Ops<V> ops, CtrInputs<V> inputs) {
    List<V> all = new ArrayList<>();
    List<V> embedded = features.embedded(ops, inputs);
    for (int i = 0; i < embedded.size(); i++) {
      V value = ops.standardize(embedded.get(i), statistics.get(i));
      all.add(values.get(i).forward(ops, value));
    }
    Features<V> counted = features.numbers(ops, inputs);
    List<V> parts = new ArrayList<>(counted.candidates());
    parts.addAll(counted.users());
    all.add(numberValue.forward(ops, numbers.forward(ops, ops.concat(-1, parts))));
    return ops.add(ops.concat(1, all), ops.parameter(fieldNames));
  }
}
