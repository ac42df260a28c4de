package io.ctrrank.live.node;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build made and a node is put together from.
 *
 * @param distribution zip of the Elasticsearch distribution
 * @param plugin zip of the plugin
 * @param bundles folder with the assembled model bundles, one sub-folder each
 */
public record Artifacts(Path distribution, Path plugin, Path bundles) {

  /**
   * The artifacts that the build names in system properties {@code live.distribution}, {@code
   * live.plugin} and {@code live.bundles}.
   *
   * @throws IllegalStateException if one is not named or not there
   */
  public static Artifacts ofBuild() {
    return new Artifacts(
        existing("live.distribution"), existing("live.plugin"), existing("live.bundles"));
  }

  /** The folder of one assembled bundle. */
  public Path bundle(String id) {
    Path folder = bundles.resolve(id);
    if (!Files.exists(folder.resolve("manifest.json"))) {
      throw new IllegalStateException(
          "model bundle ["
              + id
              + "] is not in ["
              + bundles
              + "]; train and export it into [models/"
              + id
              + "], then build again");
    }
    return folder;
  }

  private static Path existing(String property) {
    String value = System.getProperty(property);
    if (value == null || !Files.exists(Path.of(value))) {
      throw new IllegalStateException(
          "system property ["
              + property
              + "] is ["
              + value
              + "]; expected a path that the build has made: run through [mvn verify]");
    }
    return Path.of(value);
  }
}
