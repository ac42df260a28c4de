package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.*;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank distill}. */
@Command(name = "distill")
final class DistillCommand implements Callable<Integer> {
  private final StudentTrainer trainer;
  private final Terminal terminal;

  @Option(names = "--layers")
  private int layers = 2;

  @Option(names = "--rank")
  private int rank = 16;

  @Option(names = "--epochs")
  private int epochs = 20;

  @Option(names = "--batch")
  private int batch = 32;

  @Option(names = "--lr")
  private double lr = 5e-4;

  @Option(names = "--head-lr")
  private double headLr = 1e-3;

  @Option(names = "--dropout")
  private double dropout = 0.1;

  @Option(names = "--fewest")
  private int fewest = 2;

  @Option(names = "--same")
  private double sameOption = 0;

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
    Dataset dataset = data.read(terminal);
    Map<String, ItemKnowledge> knowledge = data.itemKnowledge();
    KnowledgeSplit split = KnowledgeSplit.of(dataset.catalogue(), knowledge);
    PhrasePairs pairs =
        PhrasePairs.read(Path.of("models/data/knowledge/ml-latest-small/phrase-pairs.csv"));
    TreeSet<String> phrases = new TreeSet<>(pairs.phrases());
    knowledge.values().forEach(k -> phrases.addAll(k.all()));
    PhraseSpace space = encoder.phrases(phrases, data, terminal);
    PhrasePairs.Calibrated same = pairs.calibrate(space);
    terminal.result(same + "\n");
    double threshold = sameOption > 0 ? sameOption : same.threshold();
    PhraseVocabulary vocabulary = PhraseVocabulary.of(split.train(), fewest, space);
    terminal.result(
        split.train().size()
            + " "
            + split.validation().size()
            + " "
            + split.test().size()
            + " items, vocabulary "
            + vocabulary.size()
            + "\n");
    StudentLesson lesson = encoder.lesson(dataset, split, vocabulary, layers, data, terminal);
    StudentOptions options =
        new StudentOptions(
            1, layers, rank, 1, 0, epochs, 4, batch, lr, headLr, dropout, false, threshold);
    List<Integer> test = split.test().stream().map(Taught::item).toList();
    List<ItemKnowledge> expected = split.test().stream().map(Taught::knowledge).toList();
    float[][] vectors = encoder.vectors(dataset, data, terminal).items();
    table("nearest", new NearestTaught(split.train(), vectors).phrases(test), expected, space);
    long start = System.nanoTime();
    try (Student student =
        trainer.train(
            lesson,
            options,
            new StudentListener() {
              public void step(long step, long last, double loss) {
                if (step % 20 == 0)
                  terminal.note(
                      String.format(
                          "step %d of %d loss %.3f %.0f s",
                          step, last, loss, (System.nanoTime() - start) / 1e9));
              }

              public void evaluated(int epoch, PhraseF1 f1, boolean best) {
                terminal.note(
                    String.format(
                        Locale.ROOT,
                        "epoch %d micro %.4f P %.4f R %.4f macro %.4f %s",
                        epoch,
                        f1.microF1(),
                        f1.precision(),
                        f1.recall(),
                        f1.macroF1(),
                        best ? "best" : ""));
              }
            })) {
      List<ItemKnowledge> said = student.phrases(test);
      table("student", said, expected, space);
      for (int i = 0; i < 12; i++) {
        terminal.result(
            dataset.itemTexts().get(test.get(i))
                + "\n  E "
                + expected.get(i).explicit()
                + "\n    "
                + said.get(i).explicit()
                + "\n  I "
                + expected.get(i).implicit()
                + "\n    "
                + said.get(i).implicit()
                + "\n");
      }
    }
    return 0;
  }

  private void table(
      String name, List<ItemKnowledge> said, List<ItemKnowledge> expected, PhraseSpace space) {
    for (double t : new double[] {0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 1.1}) {
      PhraseF1 e = PhraseF1.of(said, expected, PhraseKind.EXPLICIT, space, t);
      PhraseF1 i = PhraseF1.of(said, expected, PhraseKind.IMPLICIT, space, t);
      PhraseF1 all = e.plus(i);
      terminal.result(
          String.format(
              Locale.ROOT,
              "%s %.2f micro %.4f macro %.4f explicit %.4f implicit %.4f%n",
              name,
              t,
              all.microF1(),
              all.macroF1(),
              e.microF1(),
              i.microF1()));
    }
  }
}
