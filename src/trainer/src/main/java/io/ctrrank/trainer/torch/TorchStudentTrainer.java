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
import io.ctrrank.trainer.network.PhraseDecoder;
import io.ctrrank.trainer.network.SpanScorer;
import io.ctrrank.trainer.network.StudentNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Trains students on libtorch, on the CPU. */
public final class TorchStudentTrainer implements StudentTrainer {
  /** Logit of the share of spans that say what an explicit phrase does. */
  private static final double SPAN_LOGIT = -1.8;

  private static final double SPAN_DROPOUT = 0.2;
  private static final int DECODER_LAYERS = 2;
  private static final int DECODER_HEADS = 6;

  @Override
  public Student train(
      StudentLesson lesson,
      StudentOptions options,
      Optional<Path> unfinished,
      StudentListener listener) {
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
      Optional<StateFile> file =
          unfinished.map(path -> StateFile.of(path, lesson, options, student.weights()));
      run(loss, student, lesson, options, file, listener);
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
        lesson.tokens().logRates(lesson.split().train()),
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
      Optional<StateFile> file,
      StudentListener listener) {
    List<Taught> train = lesson.split().train();
    long lastStep = (long) steps(train.size(), options) * options.epochs();
    StateKeeper keeper = new StateKeeper(file, listener::noted);
    try (StudentState state = new StudentState(student, options, lastStep)) {
      if (keeper.resume(state)) {
        listener.resumed(
            new StudentListener.Point(
                state.epochs(), state.steps(), lastStep, state.wallSeconds(), state.best()));
      }
      List<Integer> order = order(train.size(), options, state.epochs());
      while (state.goesOn()) {
        Random random = random(options, state.epochs());
        Collections.shuffle(order, random);
        for (List<Integer> batch :
            LengthBatches.of(
                order,
                options.batchSize(),
                i -> student.states().tokens(train.get(i).item()),
                random)) {
          double value = state.step(ops -> loss.of(ops, batch, random));
          listener.step(state.steps(), lastStep, value);
        }
        PhraseF1 f1 = student.judged(state.averaged());
        boolean better = state.judged(f1.microF1());
        keeper.keep(state);
        listener.evaluated(state.epochs(), f1, better);
      }
      student.recall();
    }
  }

  /** The order in which epochs so far left the items: each shuffles that of the one before. */
  private static List<Integer> order(int items, StudentOptions options, int epochs) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      order.add(i);
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(order, random(options, epoch));
    }
    return order;
  }

  /**
   * @param epoch from 0
   */
  private static Random random(StudentOptions options, int epoch) {
    return new Random(options.seed() * 1_000_003 + epoch + 1);
  }

  private static int steps(int items, StudentOptions options) {
    return (items + options.batchSize() - 1) / options.batchSize();
  }
}
