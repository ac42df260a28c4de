package io.ctrrank.plugin.model;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.model.LoadedModel;

/** What became of one model on this node. */
public sealed interface ModelState {
  /** The model's id. */
  String id();

  /** Where its bundle comes from. */
  Origin origin();

  /** Where a bundle comes from. */
  enum Origin {
    /** A folder below the node's config folder. */
    FILE,
    /** The index of uploaded models. */
    INDEX
  }

  /**
   * The model serves.
   *
   * @param id its id
   * @param origin where its bundle comes from
   * @param model the model; closed by the registry
   * @param provider the device its texts are encoded on, {@code cpu} for a model without texts
   * @param memory what it takes
   */
  record Ready(
      String id, Origin origin, LoadedModel model, String provider, ModelMemory.Reservation memory)
      implements ModelState {
    public Ready {
      requireNonNull(model, "model is null");
      requireNonNull(memory, "memory is null");
    }

    /** Waits for runs in flight, frees the sessions, gives the memory back. */
    void close() {
      model.close();
      memory.close();
    }
  }

  /**
   * An uploaded model that does not serve yet.
   *
   * @param id its id
   * @param reason what it waits for
   */
  record Loading(String id, String reason) implements ModelState {
    @Override
    public Origin origin() {
      return Origin.INDEX;
    }
  }

  /**
   * The bundle was refused at load.
   *
   * @param id of the model
   * @param origin where its bundle comes from
   * @param reason names the file, what was found and what was expected
   */
  record Refused(String id, Origin origin, String reason) implements ModelState {
    public Refused {
      requireNonNull(reason, "reason is null");
    }
  }
}
