package io.ctrrank.trainer.torch;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the state of a run in a file, if it is kept at all. A state that cannot be used or written
 * is told of and costs nothing else. Not thread-safe.
 */
final class StateKeeper {
  private Optional<StateFile> file;
  private final Consumer<String> notes;

  /**
   * @param file where the state is kept, if anywhere
   * @param notes hears of files that cannot be used
   */
  StateKeeper(Optional<StateFile> file, Consumer<String> notes) {
    this.file = file;
    this.notes = notes;
  }

  /**
   * Takes over the state that was kept.
   *
   * @return whether there was one that could be used; otherwise the run is at its start
   */
  boolean resume(RunState state) {
    try {
      return file.isPresent() && file.get().read(state);
    } catch (IOException e) {
      state.reset();
      notes.accept(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Keeps the state; a run that cannot, for want of space perhaps, goes on without. */
  void keep(RunState state) {
    if (file.isPresent()) {
      try {
        file.get().write(state);
      } catch (IOException e) {
        notes.accept(
            "unfinished run ["
                + file.get().path()
                + "] cannot be written: "
                + e
                + "; training goes on, but not from here if it is stopped");
        file = Optional.empty();
      }
    }
  }
}
