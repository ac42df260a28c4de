package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the checkpoints of one {@code train} command go.
 *
 * @param parent the folder that holds them
 * @param architecture the family
 * @param options how all are trained, but for the seed
 * @param force whether checkpoints that are there are replaced
 */
record RunFolders(Path parent, Architecture architecture, TrainingOptions options, boolean force) {

  /** The checkpoint folder of a seed. */
  Path of(long seed) {
    return parent.resolve(VariantName.of(architecture, options) + "-seed" + seed);
  }

  /**
   * The runs that an earlier command with these options finished before it was stopped.
   *
   * @param seeds seeds of this command
   * @throws IOException if nothing is left to train, or a checkpoint is there that was trained
   *     otherwise, and they may not be replaced
   */
  Map<Long, CheckpointFolder> finished(List<Long> seeds) throws IOException {
    Map<Long, CheckpointFolder> finished = new TreeMap<>();
    if (force) {
      return finished;
    }
    boolean unfinished = seeds.stream().anyMatch(seed -> !Files.exists(of(seed)));
    for (long seed : seeds) {
      if (unfinished && Files.exists(of(seed).resolve(CheckpointFolder.DESCRIPTION))) {
        CheckpointFolder folder = CheckpointFolder.open(of(seed));
        if (isOf(folder.checkpoint(), seed)) {
          finished.put(seed, folder);
          continue;
        }
      }
      WholeFolder.requireReplaceable(of(seed), false);
    }
    return finished;
  }

  private boolean isOf(Checkpoint checkpoint, long seed) {
    return checkpoint.architecture() == architecture
        && checkpoint.options().equals(options.toBuilder().seed(seed).build());
  }
}
