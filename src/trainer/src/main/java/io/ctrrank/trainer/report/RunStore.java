package io.ctrrank.trainer.report;

import com.google.gson.Gson;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finished runs as files, one a run, so that a report that was stopped goes on where it was. A file
 * appears whole or not at all.
 *
 * @param folder where they are
 */
public record RunStore(Path folder) {
  private static final Gson GSON = new Gson();

  /**
   * A finished run.
   *
   * @param name name of the model
   * @param options how it is trained now, defaults and seed included; a run with others does not
   *     count
   * @param dataDigest digest of what the model reads now; a run on other data does not count
   * @throws IOException if the file is there and cannot be read
   */
  public Optional<RunResult> find(String name, TrainingOptions options, String dataDigest)
      throws IOException {
    Path file = file(name, options.seed());
    RunResult result;
    try {
      result = GSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), RunResult.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      // Gson wraps what a record's constructor throws in plain RuntimeExceptions.
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "file ["
              + file
              + "] is no run: "
              + reason.getMessage()
              + "; expected what [ctr-rank report] of this release writes; remove it, and the run is"
              + " made again",
          e);
    }
    return Optional.ofNullable(result)
        .filter(found -> found.dataDigest().equals(dataDigest) && found.options().equals(options));
  }

  /**
   * Keeps a run and removes what was kept of it while it was not finished; replaces an older one of
   * the same model and seed.
   */
  public void put(RunResult result) throws IOException {
    WholeFile.write(file(result.name(), result.seed()), out -> GSON.toJson(result, out));
    Files.deleteIfExists(unfinished(result.name(), result.seed()));
  }

  /** Where a run keeps its state while it is not finished. */
  public Path unfinished(String name, long seed) {
    return folder.resolve(name + "-seed" + seed + ".unfinished");
  }

  /** Where a finished run is. */
  public Path file(String name, long seed) {
    return folder.resolve(name + "-seed" + seed + ".json");
  }
}
