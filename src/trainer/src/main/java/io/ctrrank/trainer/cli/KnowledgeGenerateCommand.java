package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.chat.ChatTurn;
import io.ctrrank.trainer.chat.OpenAiEndpoint;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.ReferencePool;
import io.ctrrank.trainer.knowledge.Subject;
import io.ctrrank.trainer.knowledge.sampling.Drawn;
import io.ctrrank.trainer.knowledge.sampling.SamplingPlan;
import io.ctrrank.trainer.knowledge.sampling.StratifiedSample;
import io.ctrrank.trainer.knowledge.teacher.Demonstrations;
import io.ctrrank.trainer.knowledge.teacher.FailedRecord;
import io.ctrrank.trainer.knowledge.teacher.GenerationStatus;
import io.ctrrank.trainer.knowledge.teacher.ItemPopulation;
import io.ctrrank.trainer.knowledge.teacher.KnowledgeGenerator;
import io.ctrrank.trainer.knowledge.teacher.Population;
import io.ctrrank.trainer.knowledge.teacher.Prompt;
import io.ctrrank.trainer.knowledge.teacher.RecordFile;
import io.ctrrank.trainer.knowledge.teacher.RunFolder;
import io.ctrrank.trainer.knowledge.teacher.Task;
import io.ctrrank.trainer.knowledge.teacher.TokenEstimate;
import io.ctrrank.trainer.knowledge.teacher.Tokens;
import io.ctrrank.trainer.knowledge.teacher.UserPopulation;
import io.ctrrank.trainer.text.TextGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank knowledge generate}. */
@Command(
    name = "generate",
    description = {
      "Have a teacher model write knowledge of items or users.",
      "",
      "Draws a sample by training counts, chooses examples near each subject from hand-checked"
          + " records, asks the teacher, checks its answers and writes each record at once. Run the"
          + " same command again to go on where it was stopped and to try failed records again. All"
          + " that the teacher reads of users is of their training events (docs/knowledge.md)."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank knowledge generate --level item --count 300 --dry-run --input-price 0.5"
          + " --output-price 1.5",
      "  ctr-rank knowledge generate --level item --count 300 --base-url http://localhost:8000/v1"
          + " --model teacher --out target/knowledge",
    })
final class KnowledgeGenerateCommand implements Callable<Integer> {
  private static final String REFERENCES = "models/data/knowledge/references";
  private static final int ITEM_EXAMPLES = 3;
  private static final int USER_EXAMPLES = 2;
  private static final int COUNT = 100;
  private static final int SHOWN_FAILURES = 20;

  private final Terminal terminal;

  @Option(
      names = "--level",
      required = true,
      paramLabel = "LEVEL",
      description = "item or user: what to write about.")
  private String level = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Items or users to draw. Default: " + COUNT)
  private int count = COUNT;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the draw. Default: 1")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for records, sample and failures; one that holds the same run goes on.")
  private @Nullable Path out;

  @Option(
      names = "--references",
      paramLabel = "FOLDER",
      description = {
        "Folder with items.jsonl and users.jsonl, the records that examples are chosen from.",
        "Default: " + REFERENCES + " for data in the MovieLens format"
      })
  private @Nullable Path references;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = {
        "Examples before each question. Default: "
            + ITEM_EXAMPLES
            + " for items, "
            + USER_EXAMPLES
            + " for users"
      })
  private @Nullable Integer examples;

  @Option(
      names = "--dry-run",
      description = "Ask nobody: print prompts, and about how many tokens all of them take.")
  private boolean dryRun;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "With --dry-run, prompts to print. Default: 1")
  private int show = 1;

  @ArgGroup(validate = false, heading = TeacherOptions.HEADING, order = 1)
  private TeacherOptions teacher = new TeacherOptions();

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  KnowledgeGenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, CommandException {
    KnowledgeLevel wanted =
        WrongUsageException.reading("--level", () -> KnowledgeLevel.parse(level));
    SamplingPlan plan = WrongUsageException.reading("--count", () -> plan(wanted));
    KnowledgeGenerator.Settings settings = teacher.generation();
    Tokens.Prices prices = teacher.prices();
    OpenAiEndpoint.Settings endpoint = dryRun ? null : teacher.endpointSettings();
    if (examples != null && examples < 0) {
      throw new WrongUsageException("--examples is [" + examples + "]; expected [0] or more");
    }
    if (endpoint != null && out == null) {
      throw new WrongUsageException("no folder for the records; name one with [--out]");
    }
    encoder.checkOne();
    data.requireTexts();
    ReferencePool pool = ReferencePool.read(references().resolve(wanted.fileName()), wanted);
    Dataset dataset = data.read(terminal);
    Population population =
        wanted == KnowledgeLevel.ITEM ? ItemPopulation.of(dataset) : UserPopulation.of(dataset);
    List<Drawn> sample = StratifiedSample.draw(population.units(), plan);
    Prompt prompt = new Prompt(wanted, data.format().noun());
    if (endpoint == null || out == null) {
      dryRun(prompt, tasks(population, sample, pool, dataset, wanted), prices);
      return 0;
    }
    Map<String, String> deciding = new TreeMap<>(TeacherOptions.deciding(endpoint));
    deciding.put("level", wanted.id());
    deciding.put("count", String.valueOf(count));
    deciding.put("seed", String.valueOf(seed));
    deciding.put("examples", String.valueOf(examples(wanted)));
    deciding.put("prompt_sha256", prompt.digest());
    deciding.put("references_sha256", pool.digest());
    deciding.put("data_sha256", dataset.digest());
    if (encoder.name() != null) {
      deciding.put("encoder", encoder.name());
    }
    RunFolder folder = RunFolder.open(out, wanted, deciding, sample);
    try (RecordFile records = RecordFile.open(folder.records(), wanted)) {
      List<Drawn> open =
          sample.stream().filter(drawn -> !records.ids().contains(drawn.unit().id())).toList();
      tellStart(folder, records, sample.size() - open.size());
      List<Task> tasks = tasks(population, open, pool, dataset, wanted);
      KnowledgeGenerator generator =
          new KnowledgeGenerator(teacher.endpoint(endpoint, terminal), prompt, settings);
      GenerationStatus status;
      try (GenerationProgress progress = new GenerationProgress(terminal, "knowledge", prices)) {
        status = generator.run(tasks, records, progress);
      }
      folder.writeFailed(status.failed());
      tellEnd(folder, status, prices);
    }
    return 0;
  }

  private SamplingPlan plan(KnowledgeLevel wanted) {
    return wanted == KnowledgeLevel.ITEM
        ? SamplingPlan.items(count, seed)
        : SamplingPlan.users(count, seed);
  }

  private int examples(KnowledgeLevel wanted) {
    if (examples != null) {
      return examples;
    }
    return wanted == KnowledgeLevel.ITEM ? ITEM_EXAMPLES : USER_EXAMPLES;
  }

  private Path references() {
    if (references == null && data.format() != DataFormat.MOVIE_LENS) {
      throw new WrongUsageException(
          "the examples here are of films; expected examples of a ["
              + data.format().noun()
              + "]; name a folder with [--references FOLDER]");
    }
    return references == null ? Path.of(REFERENCES) : references;
  }

  private List<Task> tasks(
      Population population,
      List<Drawn> sample,
      ReferencePool pool,
      Dataset dataset,
      KnowledgeLevel wanted)
      throws IOException {
    List<Subject> subjects =
        sample.stream().map(drawn -> population.subject(drawn.unit().id())).toList();
    int most =
        wanted == KnowledgeLevel.ITEM
            ? dataset.schema().itemText().orElseThrow().maxTokens()
            : dataset.schema().profile().orElseThrow().maxTokens();
    List<float[][]> vectors =
        new EncodedTexts(encoder.only(data), dataset, data, encoder, terminal)
            .vectors(
                List.of(
                    new TextGroup(subjects.stream().map(Subject::input).toList(), most),
                    new TextGroup(
                        pool.references().stream().map(r -> r.subject().input()).toList(), most)));
    Demonstrations demonstrations = new Demonstrations(pool, vectors.get(1));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      tasks.add(
          new Task(subject, demonstrations.choose(subject, vectors.get(0)[i], examples(wanted))));
    }
    return tasks;
  }

  private void dryRun(Prompt prompt, List<Task> tasks, Tokens.Prices prices) {
    for (Task task : tasks.subList(0, Math.clamp(show, 0, tasks.size()))) {
      for (ChatTurn turn : prompt.ask(task)) {
        terminal.result(
            "--- " + turn.role().name().toLowerCase(Locale.ROOT) + "\n" + turn.text() + "\n");
      }
      terminal.result("\n");
    }
    Tokens tokens = TokenEstimate.of(prompt, tasks);
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,d requests of about %s, by %d characters a token; requests that are tried again"
                + " come on top%n",
            tasks.size(),
            GenerationProgress.told(tokens, prices),
            TokenEstimate.CHARACTERS));
  }

  private void tellStart(RunFolder folder, RecordFile records, int there) {
    if (records.repaired()) {
      terminal.note(
          "file [" + folder.records() + "] ended in a half-written record; it is written again");
    }
    if (there > 0) {
      terminal.note(
          String.format(Locale.ROOT, "%,d records are in [%s] already", there, folder.records()));
    }
  }

  private void tellEnd(RunFolder folder, GenerationStatus status, Tokens.Prices prices)
      throws CommandException {
    List<FailedRecord> failed = status.failed();
    for (FailedRecord record : failed.subList(0, Math.min(SHOWN_FAILURES, failed.size()))) {
      terminal.note("no record of [" + record.id() + "]: " + record.errors().getLast());
    }
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,d records written to [%s], %,d failed, %,d not asked for; %,d requests, %s%n",
            status.written(),
            folder.records(),
            failed.size(),
            status.left(),
            status.requests(),
            GenerationProgress.told(status.tokens(), prices)));
    if (status.stopped().isPresent()) {
      throw new CommandException(
          "stopped: " + status.stopped().get() + "; run the same command again to go on");
    }
    if (!failed.isEmpty()) {
      throw new CommandException(
          "["
              + failed.size()
              + "] records failed; ["
              + folder.failed()
              + "] has their last answers; run the same command again to try them again");
    }
  }
}
