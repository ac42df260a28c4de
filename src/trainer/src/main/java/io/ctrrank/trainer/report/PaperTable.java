package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.List;
import java.util.Locale;

/** What the paper reports (arXiv 2412.06860, Table 2, KDD Cup 2012 track 2). */
final class PaperTable {
  static final String INTRODUCTION =
      "AUC as printed (arXiv 2412.06860, KDD Cup 2012 track 2, a tenth of the users), RelaImpr"
          + " recomputed from it. Other data and another split: figures are not to be compared with"
          + " those above, only what models gain over DeepFM. The paper's second data set is not"
          + " public.";

  private static final double BASE = 0.7763;
  private static final List<Row> ROWS =
      List.of(
          new Row("DeepFM", BASE),
          new Row("DIN", 0.7792),
          new Row("DeepCharMatch", 0.7794),
          new Row("SuKD", 0.7821),
          new Row("NumBERT", 0.7832),
          new Row("BERT4CTR", 0.7838),
          new Row("PRINT", 0.7846),
          new Row("MSD", 0.7871));

  private record Row(String model, double auc) {
    List<String> cells() {
      return List.of(
          model,
          String.format(Locale.ROOT, "%.4f", auc),
          Cells.metric("%+.2f %%", RelaImpr.percent(auc, BASE)));
    }
  }

  private PaperTable() {}

  static TextTable table() {
    return new TextTable(
        List.of("model", "AUC", "RelaImpr"), ROWS.stream().map(Row::cells).toList());
  }
}
