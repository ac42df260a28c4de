package io.ctrrank.trainer.bundle;

import java.nio.file.Path;

/**
 * What to export, and how to name it.
 *
 * @param folder the bundle's folder; its name is the model's id
 * @param overwrite whether an existing folder is replaced
 * @param withEncoder whether this release's encoder is left in the folder
 * @param description one sentence for people
 * @param license terms of weights and data
 * @param createdBy the commands that make the bundle
 * @param labels what a click of the data is, for the card
 * @param rounded whether the encoder's weights are not those that the figures are of
 */
public record ExportRequest(
    Path folder,
    boolean overwrite,
    boolean withEncoder,
    String description,
    String license,
    String createdBy,
    String labels,
    boolean rounded) {

  public ExportRequest {
    folder = folder.toAbsolutePath().normalize();
  }

  /** The model's id. */
  public String id() {
    return String.valueOf(folder.getFileName());
  }
}
