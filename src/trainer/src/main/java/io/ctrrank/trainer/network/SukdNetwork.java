package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * SuKD, supplementary knowledge distillation (Wang et al. 2022, "Learning Supplementary NLP
 * Features for CTR Prediction in Sponsored Search", KDD). A language model that is fine-tuned on
 * clicks alone learns much that the features say already; fine-tuned jointly with them it learns
 * what supplements them. So the teacher is the language model and the features' network in one. The
 * student has a light twin encoder in the language model's place and learns from the clicks and
 * from the teacher: {@code 0.5 BCE + 0.5 T^2 KL(teacher, student)} at temperature T = 2. The
 * student is the model.
 *
 * <p>Adapted: the teacher's language model is the top layer of a MiniLM whose lower layers are
 * frozen, item and query meet there; the twin encoder reads the means of the frozen layers' states,
 * item and query each by itself; the features' network is DIN. Immutable.
 */
public final class SukdNetwork implements CtrNetwork {
  private static final double TEMPERATURE = 2;
  private static final String STUDENT = "student";
  private static final String TEACHER = "teacher";

  private final Parameters scope;
  private final MarkedTokens tokens;
  private final TransformerLayer layer;
  private final Linear vector;
  private final Tower teacher;
  private final TwinEncoder twins;
  private final Tower student;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  SukdNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    this.scope = scope;
    NetworkOptions.EncoderOptions encoder = options.encoder();
    LayerWeights top = priors.top().orElseThrow();
    int h = top.width();
    Parameters heavy = scope.scope(TEACHER);
    this.tokens = new MarkedTokens(heavy, h);
    this.layer =
        new TransformerLayer(heavy.scope("layer"), top, LayerTuning.FULL, encoder.dropout());
    this.vector =
        new Linear(
            heavy.scope("vector"), h, encoder.vectorWidth(), Role.DENSE, Math.sqrt(1.0 / h), 0);
    this.teacher = new Tower(heavy, schema, options, priors, encoder.vectorWidth());
    Parameters light = scope.scope(STUDENT);
    this.twins =
        new TwinEncoder(light.scope("twins"), h, encoder.twinWidth(), encoder.vectorWidth());
    this.student = new Tower(light, schema, options, priors, twins.width());
  }

  /** The features' network, which reads one more feature, the language model's. */
  private static final class Tower {
    private final DinFeatures features;
    private final Head head;

    Tower(
        Parameters scope,
        FeatureSchema schema,
        NetworkOptions options,
        ClickNetwork.Priors priors,
        int textWidth) {
      this.features = new DinFeatures(scope, schema, options, priors);
      this.head =
          new Head(
              scope.scope("head"),
              features.candidateWidth() + textWidth,
              features.userWidth(),
              options.head(),
              options.dropout(),
              priors.bias());
    }

    <V> V forward(Ops<V> ops, CtrInputs<V> inputs, V text) {
      Features<V> all = features.forward(ops, inputs);
      all.candidates().add(text);
      return head.forward(ops, all);
    }
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    return student.forward(ops, inputs, twins.forward(ops, inputs.tokens().orElseThrow()));
  }

  private <V> V teacherLogits(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Tokens<V> text = inputs.tokens().orElseThrow();
    V states = tokens.forward(ops, text);
    V cls = layer.few(ops, tokens.first(ops, text), 1, states, text.mask());
    return teacher.forward(ops, inputs, vector.forward(ops, cls));
  }

  @Override
  public List<TrainingStage> stages() {
    return List.of(new Joint(this), new Distillation(this));
  }

  /** The language model together with the features. */
  private record Joint(SukdNetwork network) implements TrainingStage {
    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return network.teacherLogits(ops, inputs);
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      return ops.crossEntropy(logits(ops, inputs), labels);
    }

    @Override
    public boolean trains(Parameter parameter) {
      return network.isIn(TEACHER, parameter);
    }
  }

  /** The student, from clicks and from the teacher, which no longer changes. */
  private record Distillation(SukdNetwork network) implements TrainingStage {
    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return network.forward(ops, inputs);
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      V logits = logits(ops, inputs);
      V clicks = ops.crossEntropy(logits, labels);
      V divergence = divergence(ops, teacherSays(ops, inputs), logits);
      return ops.add(
          ops.multiply(clicks, ops.constant(0.5)),
          ops.multiply(divergence, ops.constant(0.5 * TEMPERATURE * TEMPERATURE)));
    }

    private <V> V teacherSays(Ops<V> ops, CtrInputs<V> inputs) {
      return ops.frozen(fixed -> network.teacherLogits(fixed, inputs));
    }

    /** Of a click's probability by the teacher from that by the student, both cooled. */
    private static <V> V divergence(Ops<V> ops, V teacher, V student) {
      V cooling = ops.constant(1 / TEMPERATURE);
      V cooled = ops.multiply(teacher, cooling);
      V told = ops.sigmoid(cooled);
      V entropy = ops.crossEntropy(cooled, told);
      return ops.subtract(ops.crossEntropy(ops.multiply(student, cooling), told), entropy);
    }

    @Override
    public boolean trains(Parameter parameter) {
      return network.isIn(STUDENT, parameter);
    }
  }

  private boolean isIn(String part, Parameter parameter) {
    return scope.scope(part).holds(parameter);
  }
}
