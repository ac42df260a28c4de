package io.ctrrank.trainer.cli;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.knowledge.ImportReport;
import io.ctrrank.trainer.knowledge.ImportReport.StatedCounts;
import io.ctrrank.trainer.knowledge.ImportReport.Violation;
import io.ctrrank.trainer.knowledge.KnowledgeImport;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.PhraseRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctr-rank knowledge import}. */
@Command(
    name = "import",
    description = {
      "Check knowledge records and write them as this repository keeps them.",
      "",
      "Reads one JSON object a line: level, id, input, rationale, explicit, implicit. Phrases are"
          + " brought into normal form. Every line that breaks a rule is counted and told with its"
          + " number. Above a threshold nothing is written; below it, lines that are no usable record"
          + " are left out, and all others are kept as they are (docs/knowledge.md)."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank knowledge import target/knowledge/items.jsonl --level item --out items.jsonl",
      "  ctr-rank knowledge import users.jsonl --level user --out known.jsonl --violations bad.txt",
    })
final class KnowledgeImportCommand implements Callable<Integer> {
  private static final double MAX_BAD_SHARE = 0.01;
  private static final double MAX_NOT_STATED_SHARE = 0.5;
  private static final int SHOWN = 20;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The records.")
  private Path file = Path.of("");

  @Option(
      names = "--level",
      required = true,
      paramLabel = "LEVEL",
      description = "item or user: what the records tell of.")
  private String level = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File for the records kept.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  @Option(
      names = "--max-bad-share",
      paramLabel = "SHARE",
      description = {
        "Share of lines that may break a rule, that of explicit phrases being stated aside.",
        "Default: " + MAX_BAD_SHARE
      })
  private double maxBadShare = MAX_BAD_SHARE;

  @Option(
      names = "--max-not-stated-share",
      paramLabel = "SHARE",
      description = {
        "Share of explicit phrases with a word that the input does not state. Default: "
            + MAX_NOT_STATED_SHARE
      })
  private double maxNotStatedShare = MAX_NOT_STATED_SHARE;

  @Option(
      names = "--drop-phrases",
      description = "Leave phrases that break a rule out of their records.")
  private boolean dropPhrases;

  @Option(
      names = "--violations",
      paramLabel = "FILE",
      description = "File for all violations, a line each; the terminal shows the first " + SHOWN)
  private @Nullable Path violations;

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 1)
  private DataOptions data = new DataOptions();

  KnowledgeImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, CommandException {
    KnowledgeLevel wanted =
        WrongUsageException.reading("--level", () -> KnowledgeLevel.parse(level));
    requireShare("--max-bad-share", maxBadShare);
    requireShare("--max-not-stated-share", maxNotStatedShare);
    data.requireTexts();
    if (!force && Files.exists(out)) {
      throw new CommandException(
          "file [" + out + "] exists already; name another file or give [--force]");
    }
    Dataset dataset = data.read(terminal);
    ImportReport report = KnowledgeImport.read(file, wanted, inputs(wanted, dataset), dropPhrases);
    tell(report);
    requireTolerable(report);
    KnowledgeImport.write(out, report.records());
    terminal.result(
        String.format(Locale.ROOT, "%,d records in [%s]%n", report.records().size(), out));
    return 0;
  }

  private static void requireShare(String option, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new WrongUsageException(option + " is [" + share + "]; expected [0] to [1]");
    }
  }

  /** Nobody knows what a teacher read of a user; of an item it is the catalogue's text. */
  private static Map<String, String> inputs(KnowledgeLevel level, Dataset dataset) {
    Map<String, String> inputs = new HashMap<>();
    if (level == KnowledgeLevel.ITEM) {
      Catalogue catalogue = dataset.catalogue();
      for (int index = 0; index < catalogue.size(); index++) {
        inputs.put(catalogue.item(index).id(), dataset.itemTexts().get(index));
      }
    } else {
      for (Impression impression : dataset.split().train()) {
        inputs.put(impression.user(), "");
      }
    }
    return inputs;
  }

  private void tell(ImportReport report) throws IOException {
    List<Violation> all = report.violations();
    all.stream().limit(SHOWN).forEach(violation -> terminal.note(violation.toString()));
    if (all.size() > SHOWN) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "... and %,d more%s",
              all.size() - SHOWN,
              violations == null ? "; [--violations FILE] has them all" : ""));
    }
    if (violations != null) {
      WholeFile.write(
          violations,
          text -> {
            for (Violation violation : all) {
              text.write(violation.rule() + ": " + violation + "\n");
            }
          });
    }
    terminal.result(table(report).plain());
  }

  private static TextTable table(ImportReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("lines", report.lines()));
    rows.add(row("records kept", report.records().size()));
    rows.add(row("records without a known input", report.withoutInput()));
    rows.add(row("inputs unlike the text of the data", report.otherInput()));
    stated(rows, "explicit", report.explicit());
    stated(rows, "implicit", report.implicit());
    Map<PhraseRule, Long> counts = report.byRule();
    for (PhraseRule rule : PhraseRule.values()) {
      rows.add(row("violations: " + rule, counts.getOrDefault(rule, 0L)));
    }
    return new TextTable(List.of("import", ""), rows);
  }

  private static void stated(List<List<String>> rows, String kind, StatedCounts counts) {
    rows.add(row(kind + " phrases with a known input", counts.all()));
    rows.add(share(kind + ": stated word for word", counts.wordForWord(), counts.all()));
    rows.add(share(kind + ": stated in other words", counts.inOtherWords(), counts.all()));
    rows.add(share(kind + ": not stated", counts.not(), counts.all()));
  }

  private static List<String> row(String name, long count) {
    return List.of(name, String.format(Locale.ROOT, "%,d", count));
  }

  private static List<String> share(String name, long count, long all) {
    return List.of(
        name,
        all == 0 ? "0" : String.format(Locale.ROOT, "%,d (%.1f %%)", count, 100.0 * count / all));
  }

  private void requireTolerable(ImportReport report) throws CommandException {
    if (report.badShare() > maxBadShare) {
      throw new CommandException(
          String.format(
              Locale.ROOT,
              "file [%s]: %.4f of the lines break a rule; expected at most [%s]; nothing is written;"
                  + " correct the lines or allow more with [--max-bad-share]",
              file,
              report.badShare(),
              maxBadShare));
    }
    if (report.notStatedShare() > maxNotStatedShare) {
      throw new CommandException(
          String.format(
              Locale.ROOT,
              "file [%s]: the input does not state %.4f of the explicit phrases; expected at most"
                  + " [%s]; nothing is written; correct them or allow more with"
                  + " [--max-not-stated-share]",
              file,
              report.notStatedShare(),
              maxNotStatedShare));
    }
    if (report.records().isEmpty()) {
      throw new CommandException(
          "file [" + file + "] has no usable record; expected at least one; nothing is written");
    }
  }
}
