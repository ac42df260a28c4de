package io.ctrrank.trainer.cli;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.report.CommandTime;
import io.ctrrank.trainer.report.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Adds up what a command takes by the clock over all of its starts, in a file that is written once
 * a minute: so it is known, but for the last minute, of a start that was killed, too. Thread-safe.
 */
final class CommandClock implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final int KEY_CHARACTERS = 16;

  private final Path file;
  private final int jobs;
  private final LongSupplier nanos;
  private final long started;
  private final double secondsBefore;
  private final int starts;
  private final int cut;
  private final Set<String> trained;
  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> saving;
  private boolean closed;

  /**
   * What the file holds: {@code ended} tells a start that came to its end from one that did not.
   */
  private record State(double seconds, int starts, int cut, boolean ended, Set<String> trained) {}

  /**
   * Goes on with what is known of a command.
   *
   * @param folder where the file is
   * @param command the command with what it reads; another one has a clock of its own
   * @param jobs runs side by side
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param started when this start began
   */
  CommandClock(Path folder, String command, int jobs, LongSupplier nanos, long started)
      throws IOException {
    String key = Sha256.of(command.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_CHARACTERS);
    this.file = Files.createDirectories(folder).resolve("command-" + key + ".clock");
    this.jobs = jobs;
    this.nanos = nanos;
    this.started = started;
    State before = read(file).orElse(new State(0, 0, 0, true, Set.of()));
    this.secondsBefore = before.seconds();
    this.starts = before.starts() + 1;
    this.cut = before.cut() + (before.ended() ? 0 : 1);
    this.trained = new TreeSet<>(before.trained());
    save(false);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("command-clock").unstarted(work));
    this.saving = timer.scheduleWithFixedDelay(this::saveInPassing, 1, 1, TimeUnit.MINUTES);
  }

  /** What is no such file, or a damaged one, is as none. */
  private static Optional<State> read(Path file) throws IOException {
    try {
      State state = GSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), State.class);
      return Optional.ofNullable(state).filter(found -> found.trained() != null);
    } catch (NoSuchFileException | JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  /** A run was trained and is kept. */
  synchronized void trained(RunResult run) throws IOException {
    trained.add(CommandTime.id(run));
    save(false);
  }

  /** What the command took until now. */
  synchronized CommandTime time() {
    return new CommandTime(seconds(), starts, cut, jobs, trained);
  }

  private double seconds() {
    return secondsBefore + (nanos.getAsLong() - started) / 1e9;
  }

  private void save(boolean ended) throws IOException {
    State state = new State(seconds(), starts, cut, ended, new TreeSet<>(trained));
    WholeFile.write(file, out -> GSON.toJson(state, out));
  }

  private synchronized void saveInPassing() {
    try {
      if (!closed) {
        save(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This start came to an end, whatever came of it. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    saving.cancel(false);
    timer.shutdown();
    save(true);
  }
}
