package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.List;
import java.util.Locale;

/** What the paper reports (arXiv 2412.06860, Table 2). */
final class PaperTable {
  static final String INTRODUCTION =
      "AUC as printed (arXiv 2412.06860, KDD Cup 2012 track 2, a tenth of the users), RelaImpr"
          + " recomputed from it. The paper's second data set, Meituan's, is not public: the"
          + " last column is RelaImpr as printed, of the models of which this project has it (from the"
          + " paper's AUCs there, +4.44 % for PRINT and +7.69 % for MSD). Other data"
          + " and another split: figures are not to be compared with those above, only what models"
          + " gain over DeepFM.";

  private static final double BASE = 0.7763;
  private static final double UNKNOWN = Double.NaN;
  private static final List<Row> ROWS =
      List.of(
          new Row("DeepFM", BASE, 0),
          new Row("DIN", 0.7792, UNKNOWN),
          new Row("DeepCharMatch", 0.7794, UNKNOWN),
          new Row("SuKD", 0.7821, UNKNOWN),
          new Row("NumBERT", 0.7832, UNKNOWN),
          new Row("BERT4CTR", 0.7838, UNKNOWN),
          new Row("PRINT", 0.7846, 4.43),
          new Row("MSD", 0.7871, 7.64));

  private record Row(String model, double auc, double printedMeituan) {
    List<String> cells() {
      return List.of(
          model,
          String.format(Locale.ROOT, "%.4f", auc),
          percent(RelaImpr.percent(auc, BASE)),
          percent(printedMeituan));
    }

    private static String percent(double value) {
      return Cells.metric("%+.2f %%", value);
    }
  }

  private PaperTable() {}

  static TextTable table() {
    return new TextTable(
        List.of("model", "AUC, KDD Cup", "RelaImpr, KDD Cup", "RelaImpr, Meituan, as printed"),
        ROWS.stream().map(Row::cells).toList());
  }
}
