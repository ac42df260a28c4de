package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.distillation.Synonyms;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/** The loss of a student over batches of training items. */
final class StudentLoss {
  private final StudentNetwork network;
  private final StudentLesson lesson;
  private final StudentOptions options;
  private final StateTable states;
  private final Optional<StudentWriter> writer;
  private final List<float[]> explicit;
  private final List<float[]> implicit;

  /**
   * @param explicit of each training item, 1 for each phrase of the vocabulary that is to be said
   * @param implicit the same of implicit phrases
   */
  StudentLoss(
      StudentNetwork network,
      StudentLesson lesson,
      StudentOptions options,
      StateTable states,
      List<float[]> explicit,
      List<float[]> implicit) {
    this.network = network;
    this.lesson = lesson;
    this.options = options;
    this.states = states;
    this.writer = network.decoder().map(decoder -> new StudentWriter(decoder, lesson.tokens()));
    this.explicit = explicit;
    this.implicit = implicit;
  }

  /** Targets of the training items, empty if the student does not learn sets. */
  static List<float[]> targets(StudentLesson lesson, StudentOptions options, PhraseKind kind) {
    return options.learnsSets()
        ? lesson.split().train().stream()
            .map(t -> lesson.vocabulary().targets(kind.of(t.knowledge()), options.same()))
            .toList()
        : List.of();
  }

  /**
   * The loss over a batch.
   *
   * @param batch numbers of training items
   * @param random chooses among forms of an item
   */
  Tensor of(TorchOps ops, List<Integer> batch, Random random) {
    List<ItemKnowledge> knowledge = new ArrayList<>();
    int[][] texts = new int[batch.size()][];
    for (int i = 0; i < texts.length; i++) {
      Taught taught = lesson.split().train().get(batch.get(i));
      List<StudentLesson.Variant> variants = lesson.variants().get(batch.get(i));
      int form = random.nextInt(1 + variants.size());
      texts[i] = new int[] {form == 0 ? taught.item() : variants.get(form - 1).text()};
      ItemKnowledge own = form == 0 ? taught.knowledge() : variants.get(form - 1).knowledge();
      knowledge.add(variants.isEmpty() ? own : Synonyms.shuffled(own, random));
    }
    StateTable.Padded padded = states.of(texts);
    Tensor encoded = network.encoded(ops, padded.states(), padded.mask());
    List<Tensor> losses = new ArrayList<>();
    if (options.learnsSets()) {
      Tensor sets = sets(ops, network.logits(ops, encoded, padded.mask()), batch);
      losses.add(ops.multiply(sets, ops.constant(options.setWeight())));
    }
    writer.ifPresent(
        own -> {
          Tensor written = own.loss(ops, encoded, padded.mask(), knowledge);
          losses.add(ops.multiply(written, ops.constant(options.sequenceWeight())));
        });
    return losses.size() == 1 ? losses.get(0) : ops.add(losses.get(0), losses.get(1));
  }

  /** Summed over phrases, so that a larger vocabulary does not teach the encoder more slowly. */
  private Tensor sets(TorchOps ops, StudentNetwork.Logits<Tensor> logits, List<Integer> batch) {
    Tensor mean =
        ops.add(
            ops.crossEntropy(logits.explicit(), matrix(explicit, batch)),
            ops.crossEntropy(logits.implicit(), matrix(implicit, batch)));
    return ops.multiply(mean, ops.constant(lesson.vocabulary().size()));
  }

  private static Tensor matrix(List<float[]> rows, List<Integer> chosen) {
    int width = rows.getFirst().length;
    float[] values = new float[chosen.size() * width];
    for (int i = 0; i < chosen.size(); i++) {
      System.arraycopy(rows.get(chosen.get(i)), 0, values, i * width, width);
    }
    return Tensor.create(values, chosen.size(), width);
  }
}
