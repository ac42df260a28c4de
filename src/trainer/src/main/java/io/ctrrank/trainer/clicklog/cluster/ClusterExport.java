package io.ctrrank.trainer.clicklog.cluster;

import io.ctrrank.trainer.clicklog.ClickLog;
import io.ctrrank.trainer.clicklog.FieldsFile;
import io.ctrrank.trainer.clicklog.cluster.Counts.Fate;
import io.ctrrank.trainer.data.ItemFields;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes the folder that {@link ClickLog} reads from what a cluster has. Ids of ads, clicks and the
 * searches of all impressions are in memory; documents and impressions are not.
 */
public final class ClusterExport {
  private final Cluster cluster;
  private final LogRequest request;

  /**
   * @param cluster whom to ask; stays the caller's
   * @param request what for
   */
  public ClusterExport(Cluster cluster, LogRequest request) {
    this.cluster = cluster;
    this.request = request;
  }

  /**
   * Writes the three files.
   *
   * @param folder an empty folder
   * @return what was written and what was left out
   * @throws IOException if a file cannot be written, the cluster refuses, or there is nothing to
   *     learn from
   */
  public Counts write(Path folder) throws IOException {
    Counts counts = new Counts();
    ItemFields fields = new IndexFields(cluster, request.index()).of(request.fields());
    FieldsFile.write(folder.resolve(FieldsFile.NAME), fields);
    CatalogueWriter catalogue;
    try (BufferedWriter out = file(folder, ClickLog.ITEMS)) {
      catalogue = new CatalogueWriter(fields, out, counts);
      new Documents(cluster, request.index()).forEach(catalogue.search(), catalogue::add);
    }
    if (counts.of(Fate.ITEM) == 0) {
      throw new ClusterException(
          "index ["
              + request.index()
              + "] has no ads with one id in ["
              + fields.id()
              + "] of [_source], but ["
              + counts.of(Fate.ITEM_WITHOUT_ID)
              + "] without; expected at least one; name the field with [--id-field]");
    }
    catalogue.requireFilled(request.fields().texts());
    ClickJoin join = new ClickJoin(catalogue, request.attribution(), counts);
    // Clicks come after what was clicked: not before the first impression, but after the last one.
    new Documents(cluster, request.clicks())
        .forEach(
            LoggedEvent.search(
                "click",
                ClickTime.field(cluster, request.clicks()),
                request.from(),
                Optional.empty()),
            join::click);
    long found;
    try (BufferedWriter out = file(folder, ClickLog.IMPRESSIONS)) {
      found =
          new Documents(cluster, request.impressions())
              .forEach(
                  LoggedEvent.search(
                      "impression", LoggedEvent.TIMESTAMP, request.from(), request.to()),
                  hit -> join.impression(hit, out));
    }
    join.finish();
    requireImpressions(counts, found);
    return counts;
  }

  private static BufferedWriter file(Path folder, String name) throws IOException {
    return Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8);
  }

  private void requireImpressions(Counts counts, long found) throws ClusterException {
    if (counts.of(Fate.IMPRESSION) == 0) {
      throw new ClusterException(
          "["
              + request.impressions()
              + "] has ["
              + found
              + "] impressions"
              + request.from().map(from -> " since [" + from + "]").orElse("")
              + request.to().map(to -> " before [" + to + "]").orElse("")
              + ", none of them of a user and an ad of ["
              + request.index()
              + "]; expected some; have the cluster log them with [ctr.impressions] [all], and name"
              + " users in searches (docs/experiments.md)");
    }
  }
}
