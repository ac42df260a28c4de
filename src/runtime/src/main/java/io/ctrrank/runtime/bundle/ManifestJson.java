package io.ctrrank.runtime.bundle;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;

/**
 * The JSON of {@code manifest.json}. Reading is strict: a member that is unknown, missing or of
 * another type is named by its path. Writing is stable: equal manifests give equal text.
 */
public final class ManifestJson {
  private ManifestJson() {}

  /** Reads the vocabulary of a categorical feature. */
  @FunctionalInterface
  public interface VocabularyReader {
    /** The vocabulary in the bundle's file {@code name}. */
    Vocabulary read(String name) throws IOException;
  }

  /**
   * Reads a manifest.
   *
   * @param json text of {@code manifest.json}
   * @param vocabularies reads the vocabularies that the schema names
   * @throws BundleException naming the member, what was found and what was expected
   */
  public static ModelManifest read(String json, VocabularyReader vocabularies)
      throws BundleException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes a manifest: two spaces of indentation, members in the order of the format's
   * documentation, metrics and files sorted, a line feed at the end. Vocabularies are written as
   * their names, which are names of files.
   */
  public static String write(ModelManifest manifest) {
    throw new UnsupportedOperationException();
  }
}
