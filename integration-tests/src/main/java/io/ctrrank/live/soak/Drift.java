package io.ctrrank.live.soak;

import io.ctrrank.live.report.Table;
import java.util.List;

/**
 * How much more a node holds late in a run than early in it.
 *
 * @param node its name
 * @param heap bytes of the heap, each time when least of it was used: what no collection frees
 * @param resident bytes of the process in memory, median
 * @param direct bytes of direct buffers, median
 * @param threads median
 * @param files open file descriptors, median
 */
public record Drift(String node, long heap, long resident, long direct, long threads, long files) {

  static Table table(List<Drift> drifts) {
    Table table =
        new Table("grown by", ">heap MB", ">resident MB", ">direct MB", ">threads", ">files");
    for (Drift drift : drifts) {
      table.row(
          drift.node(),
          ResourceSamples.megabytes(drift.heap()),
          ResourceSamples.megabytes(drift.resident()),
          ResourceSamples.megabytes(drift.direct()),
          Long.toString(drift.threads()),
          Long.toString(drift.files()));
    }
    return table;
  }
}
