package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.distillation.Synonyms;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final List<List<float[]>> spoken;

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
    this.spoken = options.learnsSpans() ? spoken(lesson, options) : List.of();
  }

  /** Of each form of each training item, 1 for each span that says what an explicit phrase does. */
  static List<List<float[]>> spoken(StudentLesson lesson, StudentOptions options) {
    List<List<float[]>> all = new ArrayList<>();
    for (int i = 0; i < lesson.split().train().size(); i++) {
      Taught taught = lesson.split().train().get(i);
      List<float[]> own = new ArrayList<>();
      own.add(spoken(lesson, options, taught.item(), taught.knowledge()));
      for (StudentLesson.Variant variant : lesson.variants().get(i)) {
        own.add(spoken(lesson, options, variant.text(), variant.knowledge()));
      }
      all.add(own);
    }
    return all;
  }

  private static float[] spoken(
      StudentLesson lesson, StudentOptions options, int text, ItemKnowledge knowledge) {
    List<String> phrases = lesson.spans().get(text).stream().map(Span::phrase).toList();
    return lesson.vocabulary().space().said(phrases, knowledge.explicit(), options.same());
  }

  /** Targets of the training items, empty if the student does not learn sets. */
  static List<float[]> targets(StudentLesson lesson, StudentOptions options, PhraseKind kind) {
    return options.learnsSets()
        ? lesson
            .vocabulary()
            .targets(
                lesson.split().train().stream().map(t -> kind.of(t.knowledge())).toList(),
                options.same())
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
    List<float[]> said = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      Taught taught = lesson.split().train().get(batch.get(i));
      List<StudentLesson.Variant> variants = lesson.variants().get(batch.get(i));
      int form = random.nextInt(1 + variants.size());
      texts[i] = new int[] {form == 0 ? taught.item() : variants.get(form - 1).text()};
      ItemKnowledge own = form == 0 ? taught.knowledge() : variants.get(form - 1).knowledge();
      if (options.learnsSpans()) {
        said.add(spoken.get(batch.get(i)).get(form));
      }
      knowledge.add(variants.isEmpty() ? own : Synonyms.shuffled(own, random));
    }
    StateTable.Padded padded = states.of(texts);
    Tensor encoded = network.encoded(ops, padded.states(), padded.mask());
    List<Tensor> losses = new ArrayList<>();
    if (options.learnsSets()) {
      Tensor sets = sets(ops, network.logits(ops, encoded, padded.mask()), batch);
      losses.add(ops.multiply(sets, ops.constant(options.setWeight())));
    }
    if (options.learnsSpans()) {
      List<List<Span>> spans = Arrays.stream(texts).map(t -> lesson.spans().get(t[0])).toList();
      spanLoss(ops, encoded, padded.mask(), spans, said)
          .ifPresent(own -> losses.add(ops.multiply(own, ops.constant(options.spanWeight()))));
    }
    writer.ifPresent(
        own -> {
          Tensor written = own.loss(ops, encoded, padded.mask(), knowledge);
          losses.add(ops.multiply(written, ops.constant(options.sequenceWeight())));
        });
    return losses.stream().reduce(ops::add).orElseThrow();
  }

  /** Summed over an item's spans, as {@link #sets} over phrases. */
  private Optional<Tensor> spanLoss(
      TorchOps ops, Tensor encoded, Tensor mask, List<List<Span>> spans, List<float[]> said) {
    int n = spans.stream().mapToInt(List::size).sum();
    if (n == 0) {
      return Optional.empty();
    }
    float[] targets = new float[n];
    int at = 0;
    for (float[] own : said) {
      System.arraycopy(own, 0, targets, at, own.length);
      at += own.length;
    }
    Tensor logits =
        network.spanLogits(
            ops, encoded, mask, SpanBatch.places(spans, Math.toIntExact(mask.size(1))));
    Tensor mean = ops.crossEntropy(logits, Tensor.create(targets, n));
    return Optional.of(ops.multiply(mean, ops.constant((double) n / spans.size())));
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
