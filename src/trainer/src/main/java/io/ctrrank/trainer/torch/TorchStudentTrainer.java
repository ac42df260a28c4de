package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.distillation.Student;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentListener;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.PhraseDecoder;
import io.ctrrank.trainer.network.SpanScorer;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Trains students on libtorch, on the CPU. */
public final class TorchStudentTrainer implements StudentTrainer {
  private static final double AVERAGE_DECAY = 0.99;
  private static final double WEIGHT_DECAY = 0.01;

  /** Logit of the share of spans that say what an explicit phrase does. */
  private static final double SPAN_LOGIT = -1.8;

  private static final double SPAN_DROPOUT = 0.2;
  private static final int DECODER_LAYERS = 2;
  private static final int DECODER_HEADS = 6;

  @Override
  public Student train(StudentLesson lesson, StudentOptions options, StudentListener listener) {
    Libtorch.useThreads(1);
    List<float[]> explicit = StudentLoss.targets(lesson, options, PhraseKind.EXPLICIT);
    List<float[]> implicit = StudentLoss.targets(lesson, options, PhraseKind.IMPLICIT);
    StudentNetwork network =
        new StudentNetwork(
            lesson.top(),
            LayerTuning.allMatrices(options.rank(), 2.0 * options.rank()),
            options.dropout(),
            options.learnsSets()
                ? Optional.of(phrases(lesson, explicit, implicit))
                : Optional.empty(),
            options.learnsSpans()
                ? Optional.of(
                    new SpanScorer.Shape(Span.MOST_WORDS, Span.FIELDS, SPAN_LOGIT, SPAN_DROPOUT))
                : Optional.empty(),
            options.learnsToWrite() ? Optional.of(writer(lesson, options)) : Optional.empty(),
            options.seed());
    TorchStudent student = new TorchStudent(network, lesson, options);
    try {
      StudentLoss loss =
          new StudentLoss(network, lesson, options, student.states(), explicit, implicit);
      run(loss, student, lesson, options, listener);
      return student;
    } catch (RuntimeException e) {
      student.close();
      throw e;
    }
  }

  private static StudentNetwork.Phrases phrases(
      StudentLesson lesson, List<float[]> explicit, List<float[]> implicit) {
    int size = lesson.vocabulary().size();
    return new StudentNetwork.Phrases(
        lesson.vocabulary().vectors(), rates(explicit, size), rates(implicit, size));
  }

  private static PhraseDecoder.Shape writer(StudentLesson lesson, StudentOptions options) {
    int h = lesson.top().getFirst().width();
    return new PhraseDecoder.Shape(
        lesson.tokens().embeddings(lesson.wordEmbeddings(), h),
        lesson.tokens().size(),
        lesson.tokens().longest(),
        DECODER_LAYERS,
        DECODER_HEADS,
        options.dropout());
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

  private static void run(
      StudentLoss loss,
      TorchStudent student,
      StudentLesson lesson,
      StudentOptions options,
      StudentListener listener) {
    List<Taught> train = lesson.split().train();
    int items = train.size();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      order.add(i);
    }
    long lastStep = (long) steps(items, options) * options.epochs();
    double best = -1;
    int since = 0;
    long step = 0;
    try (Weights weights = student.weights().copy();
        Weights averaged = student.weights().copy();
        Generator generator = torch.createCPUGenerator(options.seed());
        AdamW optimizer =
            new AdamW(weights, p -> true, p -> rate(p, options), TorchStudentTrainer::decay)) {
      MovingAverage average = new MovingAverage(weights, averaged, AVERAGE_DECAY);
      for (int epoch = 1; epoch <= options.epochs() && since < options.patience(); epoch++) {
        Random random = new Random(options.seed() * 1_000_003 + epoch);
        Collections.shuffle(order, random);
        for (List<Integer> batch :
            LengthBatches.of(
                order,
                options.batchSize(),
                i -> student.states().tokens(train.get(i).item()),
                random)) {
          double value = step(loss, TorchOps.training(weights, generator), batch, random);
          optimizer.step();
          average.update();
          step++;
          listener.step(step, lastStep, value);
        }
        PhraseF1 f1 = student.judged(averaged);
        boolean better = f1.microF1() > best;
        since = better ? 0 : since + 1;
        if (better) {
          best = f1.microF1();
          student.keep();
        }
        listener.evaluated(epoch, f1, better);
      }
      student.recall();
    }
  }

  private static int steps(int items, StudentOptions options) {
    return (items + options.batchSize() - 1) / options.batchSize();
  }

  private static double step(StudentLoss loss, TorchOps ops, List<Integer> batch, Random random) {
    try (PointerScope scope = new PointerScope()) {
      Tensor value = loss.of(ops, batch, random);
      value.backward();
      return value.item_float();
    }
  }

  private static double rate(Parameter parameter, StudentOptions options) {
    return parameter.role() == Parameter.Role.LOW_RANK ? options.encoderRate() : options.headRate();
  }

  private static double decay(Parameter parameter) {
    return parameter.role() == Parameter.Role.LOW_RANK ? WEIGHT_DECAY : 0;
  }
}
