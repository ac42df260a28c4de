package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * MSD whose adapted item vectors are drawn to what clicks say of the items. A DIN without text is
 * trained first; then the network is trained with, beside the clicks, InfoNCE (van den Oord et al.
 * 2018, arXiv 1807.03748) between a projection of each target's adapted vector and its ID vector in
 * that DIN, both ways, the other targets of the batch as negatives: the alignment of CTRL (Li et
 * al. 2023, arXiv 2306.02841). DIN and projection serve training only; nothing of them is exported.
 * Immutable.
 */
public final class AlignedNetwork implements CtrNetwork {
  private static final double TEMPERATURE = 0.1;

  private final DinNetwork network;
  private final DinNetwork teacher;
  private final Parameters teacherScope;
  private final Parameter projection;
  private final double weight;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  AlignedNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    this.network = new DinNetwork(scope, schema, options, priors);
    this.teacherScope = scope.scope("aligned_with");
    this.teacher = new DinNetwork(teacherScope, schema, options.withoutText(), priors);
    int width = options.itemVectorWidth();
    this.projection =
        scope.normal("alignment", Role.DENSE, Math.sqrt(1.0 / width), width, options.idWidth());
    this.weight = options.alignment();
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    return network.forward(ops, inputs);
  }

  @Override
  public List<TrainingStage> stages() {
    TrainingStage first =
        new TrainingStage.Only(new TrainingStage.EndToEnd(teacher), teacherScope::holds);
    return List.of(first, new Aligned(this));
  }

  /** InfoNCE over the targets that have an ID and a text, both ways. */
  private <V> V alignment(Ops<V> ops, CtrInputs<V> inputs) {
    CtrInputs.Vectors<V> vectors = inputs.vectors().orElseThrow();
    V ids = ops.frozen(fixed -> teacher.idVectors(fixed, inputs));
    V adapted = ops.matmul(vectors.item(), ops.parameter(projection));
    V scores =
        ops.multiply(
            ops.matmul(unit(ops, adapted), ops.transpose(unit(ops, ids))),
            ops.constant(1 / TEMPERATURE));
    V counted =
        ops.multiply(
            ops.differs(inputs.itemId(), Vocabulary.OUT_OF_VOCABULARY),
            ops.subtract(ops.constant(1), vectors.itemFallback()));
    return ops.multiply(
        ops.add(
            ops.contrast(scores, inputs.itemId(), counted),
            ops.contrast(ops.transpose(scores), inputs.itemId(), counted)),
        ops.constant(0.5));
  }

  /** Rows of length 1, {@code [U, 1, d]} to {@code [U, d]}. */
  private static <V> V unit(Ops<V> ops, V vectors) {
    return ops.squeeze(ops.multiply(vectors, Cosines.inverseLengths(ops, vectors)), 1);
  }

  /** The network, from clicks and from the DIN, which no longer changes. */
  private record Aligned(AlignedNetwork owner) implements TrainingStage {
    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return owner.forward(ops, inputs);
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      return ops.add(
          ops.crossEntropy(logits(ops, inputs), labels),
          ops.multiply(owner.alignment(ops, inputs), ops.constant(owner.weight)));
    }

    @Override
    public boolean trains(Parameter parameter) {
      return !owner.teacherScope.holds(parameter);
    }
  }
}
