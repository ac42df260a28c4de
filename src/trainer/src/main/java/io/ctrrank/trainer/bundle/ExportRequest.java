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
 */
public record ExportRequest(
    Path folder,
    boolean overwrite,
    boolean withEncoder,
    String description,
    String license,
    String createdBy) {

  public ExportRequest {
    folder = folder.toAbsolutePath().normalize();
  }

  /** The model's id. */
  public String id() {
    return String.valueOf(folder.getFileName());
  }
}
