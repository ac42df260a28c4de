package io.ctrrank.plugin.model;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.model.LoadedModel;

/** What became of one bundle in the node's models folder. */
public sealed interface ModelState {
  /** Name of the bundle's folder, which is the model's id. */
  String id();

  /**
   * The model serves.
   *
   * @param id its id
   * @param model the model; closed by the registry
   * @param provider the device its texts are encoded on, {@code cpu} for a model without texts
   */
  record Ready(String id, LoadedModel model, String provider) implements ModelState {
    public Ready {
      requireNonNull(model, "model is null");
    }
  }

  /**
   * The bundle was refused at load.
   *
   * @param id name of its folder
   * @param reason names the file, what was found and what was expected
   */
  record Refused(String id, String reason) implements ModelState {
    public Refused {
      requireNonNull(reason, "reason is null");
    }
  }
}
