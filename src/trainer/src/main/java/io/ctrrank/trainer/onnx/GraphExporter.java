package io.ctrrank.trainer.onnx;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.network.CtrNetwork;
import io.ctrrank.trainer.network.FeatureAdaptor;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes the graphs of the bundle format (docs/bundle-format.md) from a trained network: inputs get
 * the format's names and shapes, in between the network itself runs over graph nodes.
 */
public final class GraphExporter {
  private static final Size CANDIDATES = Size.named("candidates");
  private static final Size LENGTH = Size.named("length");

  private final Function<Parameter, float[]> values;

  /**
   * @param values the trained values of a parameter, row-major
   */
  public GraphExporter(Function<Parameter, float[]> values) {
    this.values = requireNonNull(values, "values is null");
  }

  /**
   * The graph {@code ctr.onnx}.
   *
   * @param network the trained network
   * @param schema its inputs
   * @param dimension width d of adapted vectors; 0 for networks without
   * @param userLevel whether the network reads a profile vector
   */
  public byte[] ctr(CtrNetwork network, FeatureSchema schema, int dimension, boolean userLevel) {
    GraphBuilder graph = new GraphBuilder("ctr");
    WindowOps ops = new WindowOps(graph, values);
    Value itemId = graph.input("item_id", Element.INT64, CANDIDATES);
    List<Value> categorical = new ArrayList<>();
    for (CategoricalFeature feature : schema.categorical()) {
      Size width = Size.of(feature.maxValues());
      categorical.add(graph.input(feature.input(), Element.INT64, CANDIDATES, width));
    }
    int columns = schema.numeric().size();
    Optional<Value> numeric =
        columns == 0
            ? Optional.empty()
            : Optional.of(graph.input("item_numeric", Element.FLOAT, CANDIDATES, Size.of(columns)));
    Value historyItem = graph.input("history_item", Element.INT64, LENGTH);
    Value historyType = graph.input("history_type", Element.INT64, LENGTH);
    Optional<CtrInputs.Vectors<Value>> vectors =
        dimension == 0
            ? Optional.empty()
            : Optional.of(vectors(graph, dimension, userLevel, schema.query()));
    Value logits =
        network.forward(
            ops,
            new CtrInputs<>(
                itemId, categorical, numeric, historyItem, historyType, vectors, Optional.empty()));
    graph.output("logit", logits, Element.FLOAT, CANDIDATES);
    return graph.build();
  }

  private static CtrInputs.Vectors<Value> vectors(
      GraphBuilder graph, int dimension, boolean userLevel, boolean query) {
    Size d = Size.of(dimension);
    return new CtrInputs.Vectors<>(
        graph.input("item_vector", Element.FLOAT, CANDIDATES, d),
        graph.input("item_fallback", Element.FLOAT, CANDIDATES),
        graph.input("history_vector", Element.FLOAT, LENGTH, d),
        graph.input("history_vector_mask", Element.FLOAT, LENGTH),
        Optional.empty(),
        userLevel
            ? Optional.of(
                new CtrInputs.User<>(
                    graph.input("user_vector", Element.FLOAT, d),
                    graph.input("user_known", Element.FLOAT, Size.of(1))))
            : Optional.empty(),
        query
            ? Optional.of(
                new CtrInputs.Search<>(
                    graph.input("query_vector", Element.FLOAT, d),
                    graph.input("query_known", Element.FLOAT, Size.of(1))))
            : Optional.empty());
  }

  /** The graph {@code item_adaptor.onnx} or {@code user_adaptor.onnx}: pooling, adaptor. */
  public byte[] adaptor(FeatureAdaptor adaptor, int dimension, Pooling pooling) {
    GraphBuilder graph = new GraphBuilder("adaptor");
    OnnxOps ops = new OnnxOps(graph, values);
    Size batch = Size.named("batch");
    Size tokens = Size.named("tokens");
    Value states =
        graph.input(
            "hidden_states", Element.FLOAT, batch, tokens, Size.of(adaptor.encoderDimension()));
    Value mask = graph.input("attention_mask", Element.INT64, batch, tokens);
    Value real = ops.differs(mask, 0);
    Value pooled =
        switch (pooling) {
          case MEAN -> ops.divide(sum(ops, states, real), ops.atLeast(ops.sum(real, 1, true), 1));
          case LAST -> sum(ops, states, last(graph, ops, real));
        };
    graph.output("vector", adaptor.forward(ops, pooled), Element.FLOAT, batch, Size.of(dimension));
    return graph.build();
  }

  /** States where the weight is 1. */
  private static Value sum(OnnxOps ops, Value states, Value weights) {
    return ops.sum(ops.multiply(states, ops.unsqueeze(weights, -1)), 1, false);
  }

  /** 1 at the last real token of each text: the one up to which all real ones are counted. */
  private static Value last(GraphBuilder graph, OnnxOps ops, Value real) {
    Value counted = graph.node("CumSum", List.of(real, graph.longs(1)));
    Value missing = ops.subtract(ops.sum(real, 1, true), counted);
    return ops.multiply(ops.relu(ops.subtract(ops.constant(1), missing)), real);
  }
}
