package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Pairs of phrases that a person labelled: whether one may stand for the other. They decide from
 * which cosine on two phrases count as the same.
 *
 * @param pairs at least one of each label
 */
public record PhrasePairs(List<Labelled> pairs) {
  private static final List<String> HEADER = List.of("phrase", "other", "same");

  /** One labelled pair. */
  public record Labelled(String phrase, String other, boolean same) {}

  /**
   * What labelled pairs say of a threshold.
   *
   * @param threshold the cosine from which on phrases count as the same
   * @param f1 of "the same" by that threshold
   * @param precision of it
   * @param recall of it
   * @param accuracy share of pairs that the threshold labels as the person did
   */
  public record Calibrated(
      double threshold, double f1, double precision, double recall, double accuracy) {}

  public PhrasePairs {
    pairs = List.copyOf(pairs);
    long same = pairs.stream().filter(Labelled::same).count();
    if (same == 0 || same == pairs.size()) {
      throw new IllegalArgumentException(
          "labelled pairs are ["
              + same
              + "] same of ["
              + pairs.size()
              + "]; expected some of each label");
    }
  }

  /**
   * Reads {@code phrase,other,same} with labels 1 and 0.
   *
   * @throws DataException at the first row that is none
   */
  public static PhrasePairs read(Path file) throws DataException {
    List<Labelled> pairs = new ArrayList<>();
    CsvTable.read(
        file,
        HEADER,
        row -> {
          String same = row.field(2);
          if (!same.equals("0") && !same.equals("1")) {
            throw row.bad("same is [" + same + "]; expected [0] or [1]");
          }
          pairs.add(new Labelled(row.field(0), row.field(1), same.equals("1")));
        });
    return new PhrasePairs(pairs);
  }

  /** All phrases of the pairs. */
  public Collection<String> phrases() {
    TreeSet<String> all = new TreeSet<>();
    pairs.forEach(
        pair -> {
          all.add(pair.phrase());
          all.add(pair.other());
        });
    return all;
  }

  /**
   * The threshold, in hundredths, with the largest F1 of "the same"; of equally good ones the
   * largest.
   */
  public Calibrated calibrate(PhraseSpace space) {
    Calibrated best = at(space, 0.5);
    for (int hundredths = 51; hundredths <= 95; hundredths++) {
      Calibrated next = at(space, hundredths / 100.0);
      if (next.f1() >= best.f1()) {
        best = next;
      }
    }
    return best;
  }

  private Calibrated at(PhraseSpace space, double threshold) {
    int both = 0;
    int said = 0;
    int same = 0;
    int right = 0;
    for (Labelled pair : pairs) {
      boolean told = space.same(pair.phrase(), pair.other(), threshold);
      both += told && pair.same() ? 1 : 0;
      said += told ? 1 : 0;
      same += pair.same() ? 1 : 0;
      right += told == pair.same() ? 1 : 0;
    }
    return new Calibrated(
        threshold,
        2.0 * both / (said + same),
        said == 0 ? 0 : (double) both / said,
        (double) both / same,
        (double) right / pairs.size());
  }
}
