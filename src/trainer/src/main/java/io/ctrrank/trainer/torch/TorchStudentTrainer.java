package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.Student;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentListener;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Trains students on libtorch, on the CPU. */
public final class TorchStudentTrainer implements StudentTrainer {
  private static final double AVERAGE_DECAY = 0.99;
  private static final double WEIGHT_DECAY = 0.01;
  private static final int THREADS = 1;

  @Override
  public Student train(StudentLesson lesson, StudentOptions options, StudentListener listener) {
    TorchTrainer.useThreads(THREADS);
    int size = lesson.vocabulary().size();
    List<float[]> explicit = targets(lesson, options, PhraseKind.EXPLICIT);
    List<float[]> implicit = targets(lesson, options, PhraseKind.IMPLICIT);
    StudentNetwork network =
        new StudentNetwork(
            lesson.top(),
            LayerTuning.allMatrices(options.rank(), 2.0 * options.rank()),
            options.dropout(),
            new StudentNetwork.Phrases(
                lesson.vocabulary().vectors(), rates(explicit, size), rates(implicit, size)),
            options.seed());
    TorchStudent student = new TorchStudent(network, lesson, options);
    try {
      train(network, student, lesson, options, explicit, implicit, listener);
      return student;
    } catch (RuntimeException e) {
      student.close();
      throw e;
    }
  }

  private static List<float[]> targets(
      StudentLesson lesson, StudentOptions options, PhraseKind kind) {
    return lesson.split().train().stream()
        .map(t -> lesson.vocabulary().targets(kind.of(t.knowledge()), options.same()))
        .toList();
  }

  /** Logits of the phrases' rates, those that never stand counted once. */
  private static float[] rates(List<float[]> targets, int size) {
    float[] logits = new float[size];
    for (float[] own : targets) {
      for (int i = 0; i < size; i++) {
        logits[i] += own[i];
      }
    }
    for (int i = 0; i < size; i++) {
      double rate = (logits[i] + 1) / (targets.size() + 2);
      logits[i] = (float) Math.log(rate / (1 - rate));
    }
    return logits;
  }

  private static void train(
      StudentNetwork network,
      TorchStudent student,
      StudentLesson lesson,
      StudentOptions options,
      List<float[]> explicit,
      List<float[]> implicit,
      StudentListener listener) {
    List<Taught> items = lesson.split().train();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      order.add(i);
    }
    int steps = (items.size() + options.batchSize() - 1) / options.batchSize();
    double best = -1;
    int since = 0;
    long step = 0;
    try (Weights weights = student.weights().copy();
        Weights averaged = student.weights().copy();
        Generator random = torch.createCPUGenerator(options.seed());
        AdamW optimizer =
            new AdamW(weights, p -> true, p -> rate(p, options), TorchStudentTrainer::decay)) {
      MovingAverage average = new MovingAverage(weights, averaged, AVERAGE_DECAY);
      for (int epoch = 1; epoch <= options.epochs() && since < options.patience(); epoch++) {
        Collections.shuffle(order, new Random(options.seed() + epoch));
        for (int from = 0; from < order.size(); from += options.batchSize()) {
          List<Integer> batch =
              order.subList(from, Math.min(order.size(), from + options.batchSize()));
          double loss;
          try (PointerScope scope = new PointerScope()) {
            TorchOps ops = TorchOps.training(weights, random);
            int[][] rows =
                batch.stream().map(i -> new int[] {items.get(i).item()}).toArray(int[][]::new);
            StateTable.Padded padded = student.states().of(rows);
            StudentNetwork.Logits<Tensor> logits =
                network.logits(ops, padded.states(), padded.mask());
            Tensor sum =
                ops.add(
                    ops.crossEntropy(logits.explicit(), matrix(explicit, batch)),
                    ops.crossEntropy(logits.implicit(), matrix(implicit, batch)));
            Tensor total = ops.multiply(sum, ops.constant(lesson.vocabulary().size()));
            total.backward();
            loss = total.item_float();
          }
          optimizer.step();
          average.update();
          step++;
          listener.step(step, (long) steps * options.epochs(), loss);
        }
        student.take(averaged);
        PhraseF1 f1 = student.tune();
        boolean better = f1.microF1() > best;
        if (better) {
          best = f1.microF1();
          since = 0;
          student.keep();
        } else {
          since++;
        }
        listener.evaluated(epoch, f1, better);
      }
      student.recall();
    }
  }

  private static Tensor matrix(List<float[]> rows, List<Integer> chosen) {
    int width = rows.getFirst().length;
    float[] values = new float[chosen.size() * width];
    for (int i = 0; i < chosen.size(); i++) {
      System.arraycopy(rows.get(chosen.get(i)), 0, values, i * width, width);
    }
    return Tensor.create(values, chosen.size(), width);
  }

  private static double rate(Parameter parameter, StudentOptions options) {
    return parameter.role() == Parameter.Role.ENCODER ? options.encoderRate() : options.headRate();
  }

  private static double decay(Parameter parameter) {
    return parameter.role() == Parameter.Role.ENCODER ? WEIGHT_DECAY : 0;
  }

  /** The knowledge of the validation items. */
  static List<ItemKnowledge> knowledge(List<Taught> items) {
    return items.stream().map(Taught::knowledge).toList();
  }
}
