package io.ctrrank.trainer.report;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.ctrrank.trainer.files.WholeFile;
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
   * @param dataDigest digest of what the model reads now; a run on other data does not count
   * @param command the command that trains it now; a run with other options does not count
   * @throws IOException if the file is there and cannot be read
   */
  public Optional<RunResult> find(String name, long seed, String dataDigest, String command)
      throws IOException {
    Path file = file(name, seed);
    RunResult result;
    try {
      result = GSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), RunResult.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonParseException e) {
      throw new IOException(
          "file ["
              + file
              + "] is no run: "
              + e.getMessage()
              + "; expected what [ctr-rank report] writes; remove it, and the run is made again",
          e);
    }
    return Optional.ofNullable(result)
        .filter(found -> found.dataDigest().equals(dataDigest) && found.command().equals(command));
  }

  /** Keeps a run; replaces an older one of the same model and seed. */
  public void put(RunResult result) throws IOException {
    WholeFile.write(file(result.name(), result.seed()), out -> GSON.toJson(result, out));
  }

  private Path file(String name, long seed) {
    return folder.resolve(name + "-seed" + seed + ".json");
  }
}
