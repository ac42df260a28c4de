package io.ctrrank.runtime.bundle;

import io.ctrrank.core.bundle.ModelManifest;
import java.nio.file.Path;

/**
 * A model bundle whose files have been verified.
 *
 * @param directory its folder, named after the model's id
 * @param manifest what the bundle says of itself
 * @param digest SHA-256 of {@code manifest.json}; as the manifest names every other file's hash,
 *     equal digests mean equal models
 */
public record Bundle(Path directory, ModelManifest manifest, String digest) {
  /** Name of the manifest's file. */
  public static final String MANIFEST = "manifest.json";

  /**
   * Opens the bundle in {@code directory}: parses the manifest, then checks that the folder is
   * named after the model and that every file is there with its length and SHA-256. Reads each file
   * once; loads nothing.
   *
   * @throws BundleException naming the file and the reason
   */
  public static Bundle open(Path directory) throws BundleException {
    throw new UnsupportedOperationException();
  }

  /** The bundle's file {@code name}. */
  public Path file(String name) {
    return directory.resolve(name);
  }
}
