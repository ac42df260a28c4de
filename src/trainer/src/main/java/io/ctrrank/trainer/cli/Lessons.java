package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.distillation.KnowledgeSplit;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseTokens;
import io.ctrrank.trainer.distillation.PhraseVocabulary;
import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.distillation.SpanFinder;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.Synonyms;
import io.ctrrank.trainer.onnx.EncoderGraph;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.LowerLayers;
import io.ctrrank.trainer.text.TextGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Puts together what a student is trained on. */
final class Lessons {
  private static final int FORMS = 2;

  private final Dataset dataset;
  private final EncoderFiles files;
  private final EncodedTexts encoded;
  private final Device device;

  /**
   * @param files the encoder that is tuned
   * @param encoded what it makes of texts
   */
  Lessons(Dataset dataset, EncoderFiles files, EncodedTexts encoded, Device device) {
    this.dataset = dataset;
    this.files = files;
    this.encoded = encoded;
    this.device = device;
  }

  /**
   * Encodes the texts below the layers that are tuned, and the forms of training items.
   *
   * @param flags which layers, which forms
   * @param split what the teacher told
   * @param vocabulary phrases that the student can choose
   * @param tokenizer stays open as long as the lesson is used
   * @param seed chooses the forms
   */
  StudentLesson lesson(
      StudentFlags flags,
      KnowledgeSplit split,
      PhraseVocabulary vocabulary,
      Tokenizer tokenizer,
      long seed)
      throws IOException {
    LowerLayers lower = LowerLayers.of(files, device, flags.layers());
    List<String> texts = new ArrayList<>(dataset.itemTexts());
    List<List<StudentLesson.Variant>> variants =
        flags.augmented()
            ? forms(split.train(), Synonyms.of(vocabulary), texts, seed)
            : split.train().stream().map(t -> List.<StudentLesson.Variant>of()).toList();
    int maxTokens = dataset.schema().itemText().orElseThrow().maxTokens();
    List<List<Span>> spans = List.of();
    if (flags.learnsSpans()) {
      SpanFinder finder = new SpanFinder(tokenizer, maxTokens);
      spans = texts.stream().map(finder::spans).toList();
      vocabulary.space().add(compared(split, variants, spans));
    }
    return new StudentLesson(
        encoded.states(lower, new TextGroup(texts, maxTokens)),
        lower.top(),
        split,
        variants,
        vocabulary,
        spans,
        PhraseTokens.of(tokenizer, split.train()),
        EncoderGraph.read(files.encoder()).wordEmbeddings());
  }

  /** The spans of all texts that are compared with the teacher's phrases in training. */
  private static List<String> compared(
      KnowledgeSplit split, List<List<StudentLesson.Variant>> variants, List<List<Span>> spans) {
    return Stream.of(
            split.train().stream().map(Taught::item),
            split.validation().stream().map(Taught::item),
            variants.stream().flatMap(List::stream).map(StudentLesson.Variant::text))
        .flatMap(texts -> texts)
        .distinct()
        .flatMap(text -> spans.get(text).stream().map(Span::phrase))
        .toList();
  }

  /** A form whose text is the item's own needs no states of its own. */
  private List<List<StudentLesson.Variant>> forms(
      List<Taught> train, Synonyms synonyms, List<String> texts, long seed) {
    Random random = new Random(seed);
    List<List<StudentLesson.Variant>> all = new ArrayList<>();
    for (Taught taught : train) {
      String text = dataset.itemTexts().get(taught.item());
      List<StudentLesson.Variant> own = new ArrayList<>();
      for (int form = 0; form < FORMS; form++) {
        Synonyms.Variant other =
            synonyms.substituted(new Synonyms.Variant(text, taught.knowledge()), random);
        int number = taught.item();
        if (!other.text().equals(text)) {
          number = texts.size();
          texts.add(other.text());
        }
        own.add(new StudentLesson.Variant(number, other.knowledge()));
      }
      all.add(own);
    }
    return all;
  }
}
