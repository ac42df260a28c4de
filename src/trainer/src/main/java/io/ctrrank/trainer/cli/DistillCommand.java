package io.ctrrank.trainer.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.F1Table;
import io.ctrrank.trainer.distillation.KnowledgeSplit;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.NearestTaught;
import io.ctrrank.trainer.distillation.PhrasePairs;
import io.ctrrank.trainer.distillation.PhraseSpace;
import io.ctrrank.trainer.distillation.PhraseVocabulary;
import io.ctrrank.trainer.distillation.Reach;
import io.ctrrank.trainer.distillation.Student;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.TunedEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ctr-rank distill}. */
@Command(
    name = "distill",
    description = {
      "Distil a teacher's knowledge phrases into the encoder.",
      "",
      "A student learns to say what the teacher said of items; what it learned stays in low-rank"
          + " additions to the encoder's top layers. Tells how well it agrees with the teacher on"
          + " items it never saw, beside the phrases of the nearest item that it saw, and writes the"
          + " encoder (for --encoder of the other commands), its phrases of the whole catalogue (for"
          + " --knowledge) and a page of predictions for people. Until it is there its state is kept"
          + " beside it after each epoch, in <out>.unfinished: the same command goes on from there."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank distill --out target/ctr-rank-work/student",
      "  ctr-rank distill --student both --out /tmp/student --force",
    })
final class DistillCommand implements Callable<Integer> {
  /** Names the student in the tables of F1. */
  static final String STUDENT = "student";

  private static final String PAIRS = "models/data/knowledge/ml-latest-small/phrase-pairs.csv";

  private final StudentTrainer trainer;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the student.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace a folder that is there.")
  private boolean force;

  @Option(
      names = "--restart",
      description = "Start a student that was stopped from its beginning, not where it was.")
  private boolean restart;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "distilled",
      description = {
        "Names the encoder in the names of models that read through it.",
        "Default: ${DEFAULT-VALUE}"
      })
  private String name = "";

  @Option(
      names = "--license",
      paramLabel = "TEXT",
      description = {
        "Terms of the knowledge, one sentence: manifests tell them beside those of the encoder.",
        "Default: those of the knowledge in models/data; for other knowledge, that its owner says them"
      })
  private @Nullable String license;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      defaultValue = PAIRS,
      description = {
        "Pairs of phrases labelled by hand (phrase,other,same): they decide from which cosine on two"
            + " phrases say the same.",
        "Default: ${DEFAULT-VALUE}"
      })
  private Path pairs = Path.of("");

  @ArgGroup(validate = false, heading = StudentFlags.HEADING, order = 1)
  private StudentFlags flags = new StudentFlags();

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  DistillCommand(StudentTrainer trainer, Terminal terminal) {
    this.trainer = trainer;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException {
    flags.check();
    encoder.checkOne();
    data.requireTexts();
    data.requireKnowledge();
    WholeFolder.requireReplaceable(out, force);
    PhrasePairs labelled = PhrasePairs.read(pairs);
    Dataset dataset = data.read(terminal);
    Map<String, ItemKnowledge> knowledge = flags.taught(data.itemKnowledge());
    KnowledgeSplit split =
        KnowledgeSplit.of(dataset.catalogue(), knowledge)
            .withShare(flags.share(), dataset.catalogue());
    EncoderFiles files = encoder.only(data);
    EncodedTexts encoded = new EncodedTexts(files, dataset, data, encoder, terminal);
    PhraseSpace space = judge(files, dataset);
    space.add(all(labelled, knowledge.values()));
    PhrasePairs.Calibrated same = labelled.calibrate(space);
    try (Tokenizer tokenizer = Tokenizer.open(files.tokenizer())) {
      PhraseVocabulary vocabulary = PhraseVocabulary.of(split.train(), flags.fewestItems(), space);
      StudentOptions options = flags.options(same.threshold());
      StudentLesson lesson =
          new Lessons(dataset, files, encoded, encoder.device())
              .lesson(flags, split, vocabulary, tokenizer, options.seed());
      terminal.result(words(split, vocabulary, same));
      terminal.result(
          Reach.of(split.validation(), vocabulary, lesson.spans(), same.threshold()) + "\n");
      try (Student student = train(lesson, options)) {
        write(student, options, new Trial(dataset, split, space, same, files, encoded));
      }
      Files.deleteIfExists(StudentFolder.unfinished(out));
    }
    return 0;
  }

  /**
   * What a student is tried with.
   *
   * @param same the cosine from which on phrases say the same
   * @param files the encoder before
   * @param encoded what it makes of texts
   */
  private record Trial(
      Dataset dataset,
      KnowledgeSplit split,
      PhraseSpace space,
      PhrasePairs.Calibrated same,
      EncoderFiles files,
      EncodedTexts encoded) {}

  /** Phrases are compared by this release's encoder, whichever is distilled into. */
  private PhraseSpace judge(EncoderFiles files, Dataset dataset) throws IOException {
    EncoderFiles released = EncoderFiles.unpack(data.work());
    int width = released.traits().dimension();
    if (files.traits().dimension() != width) {
      throw new IllegalArgumentException(
          "encoder ["
              + files.traits().name()
              + "] has width ["
              + files.traits().dimension()
              + "]; expected ["
              + width
              + "], that of the encoder by which phrases are compared; distil into another");
    }
    return new EncodedTexts(released, dataset, data, encoder, terminal).phraseSpace();
  }

  private static List<String> all(PhrasePairs labelled, Collection<ItemKnowledge> knowledge) {
    List<String> all = new ArrayList<>(labelled.phrases());
    knowledge.forEach(own -> all.addAll(own.all()));
    return all;
  }

  private static String words(
      KnowledgeSplit split, PhraseVocabulary vocabulary, PhrasePairs.Calibrated same) {
    return String.format(
        Locale.ROOT,
        "%,d + %,d + %,d items to train, validate and test; %,d phrases to choose from; phrases say"
            + " the same from cosine %.2f on (labelled pairs: F1 %.2f, precision %.2f, recall %.2f)%n",
        split.train().size(),
        split.validation().size(),
        split.test().size(),
        vocabulary.size(),
        same.threshold(),
        same.f1(),
        same.precision(),
        same.recall());
  }

  private Student train(StudentLesson lesson, StudentOptions options) throws IOException {
    Path unfinished = StudentFolder.unfinished(out);
    if (restart) {
      Files.deleteIfExists(unfinished);
    }
    String label = "distil " + name + " seed " + options.seed();
    try (StudentProgress progress = new StudentProgress(terminal, label)) {
      Student student = trainer.train(lesson, options, Optional.of(unfinished), progress);
      progress.finish();
      return student;
    }
  }

  private void write(Student student, StudentOptions options, Trial trial) throws IOException {
    Dataset dataset = trial.dataset();
    KnowledgeSplit split = trial.split();
    List<Integer> test = items(split.test());
    List<ItemKnowledge> expected = told(split.test());
    List<ItemKnowledge> said = student.phrases(test);
    F1Table validation = table(split.validation(), trial);
    validation.add(STUDENT, student.phrases(items(split.validation())));
    F1Table table = table(split.test(), trial);
    List<Integer> compared = Stream.concat(items(split.train()).stream(), test.stream()).toList();
    float[][] vectors = trial.encoded().ofItems(compared);
    table.add("nearest item", new NearestTaught(split.train(), vectors).phrases(test));
    table.add(STUDENT, said);
    if (flags.kind() == StudentFlags.Kind.BOTH) {
      table.add("student, written", student.written(test));
    }
    EncoderFiles tuned = TunedEncoder.of(trial.files(), student.additions(), data.work());
    List<Integer> catalogue = IntStream.range(0, dataset.catalogue().size()).boxed().toList();
    List<ItemKnowledge> all = student.phrases(catalogue);
    Map<String, String> inputs = inputs(dataset.digest());
    EncoderFolder.write(
        out,
        force,
        trial.files().traits().tuned(name, license == null ? data.knowledgeTerms() : license),
        createdBy(),
        List.of(trial.files().encoder(), trial.files().tokenizer()),
        folder -> {
          StudentFolder.writeEncoder(folder, tuned);
          StudentFolder.writePhrases(
              folder.resolve(StudentFolder.PHRASES), dataset.catalogue(), all);
          StudentFolder.writePredictions(
              folder.resolve(StudentFolder.PREDICTIONS),
              test.stream().map(dataset.itemTexts()::get).toList(),
              said,
              expected);
          StudentFolder.writeDescription(
              folder.resolve(StudentFolder.DESCRIPTION),
              description(student, options, trial, inputs, validation, table));
        });
    terminal.result(table.table().plain());
    terminal.result("student [" + out + "]: " + student.parameters() + " trained weights\n");
  }

  private static F1Table table(List<Taught> part, Trial trial) {
    return new F1Table(told(part), trial.space(), trial.same().threshold());
  }

  private static List<Integer> items(List<Taught> part) {
    return part.stream().map(Taught::item).toList();
  }

  private static List<ItemKnowledge> told(List<Taught> part) {
    return part.stream().map(Taught::knowledge).toList();
  }

  /**
   * What a student of this command is made of: SHA-256 of data, knowledge, pairs and encoder. With
   * the command they say which student it is.
   *
   * @param dataDigest digest of the data set
   */
  Map<String, String> inputs(String dataDigest) throws IOException {
    EncoderFiles base = encoder.only(data);
    return new TreeMap<>(
        Map.of(
            "data", dataDigest,
            "knowledge", Sha256.of(data.knowledgeFile().orElseThrow()),
            "pairs", Sha256.of(pairs),
            "encoder", base.encoderSha256(),
            "tokenizer", base.tokenizerSha256()));
  }

  /** The command, of which all but the place of the work follows. */
  String createdBy() {
    return CommandText.of(spec, List.of("--force", "--restart", "--work", "--license"));
  }

  private JsonObject description(
      Student student,
      StudentOptions options,
      Trial trial,
      Map<String, String> inputs,
      F1Table validation,
      F1Table table) {
    Gson gson = new Gson();
    JsonObject description = new JsonObject();
    description.addProperty("created_by", createdBy());
    description.add(StudentFolder.INPUTS, gson.toJsonTree(inputs));
    description.add("options", gson.toJsonTree(options));
    description.addProperty("trained_weights", student.parameters());
    description.addProperty("training_items", trial.split().train().size());
    description.addProperty("test_items", trial.split().test().size());
    description.add("same_from", gson.toJsonTree(trial.same()));
    description.add("validation_f1", validation.json());
    description.add("f1", table.json());
    return description;
  }
}
