package io.ctrrank.runtime.bundle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.JsonMembers.Complaint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

  /** Plain names only: no entry of a manifest may point out of the bundle's folder. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  public Bundle {
    requireNonNull(directory, "directory is null");
    requireNonNull(manifest, "manifest is null");
    requireNonNull(digest, "digest is null");
  }

  /**
   * Opens the bundle in {@code directory}: parses the manifest, then checks that the folder is
   * named after the model, that every file is there with its length and SHA-256, that the manifest
   * names every file the model needs, and that the embedding version is that of the files. Reads
   * each file once; loads nothing.
   *
   * @throws BundleException naming the file and the reason
   */
  public static Bundle open(Path directory) throws BundleException {
    String id = String.valueOf(directory.getFileName());
    byte[] json = readManifest(id, directory.resolve(MANIFEST));
    try {
      ManifestReader reader = new ManifestReader(decode(json));
      if (!reader.id().equals(id)) {
        throw new BundleException(
            id,
            "file ["
                + MANIFEST
                + "] has id ["
                + reader.id()
                + "] but the folder is named ["
                + id
                + "]; rename the folder to the model's id");
      }
      for (var file : new TreeMap<>(reader.files()).entrySet()) {
        verify(id, directory, file.getKey(), file.getValue());
      }
      ModelManifest manifest =
          reader.manifest(name -> VocabularyFile.read(listed(reader.files(), directory, name)));
      checkNamed(manifest);
      checkEmbeddingVersion(manifest);
      return new Bundle(directory, manifest, Sha256.of(json));
    } catch (Complaint complaint) {
      throw new BundleException(id, complaint.problem(), complaint);
    }
  }

  /** Whether a file of a bundle other than its manifest may have this name. */
  static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches() && !name.equals(MANIFEST);
  }

  /** The bundle's file {@code name}. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  private static byte[] readManifest(String id, Path file) throws BundleException {
    if (!Files.isRegularFile(file)) {
      throw new BundleException(id, "file [" + MANIFEST + "] is missing; copy the whole bundle");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BundleException(id, "file [" + MANIFEST + "] cannot be read: " + e, e);
    }
  }

  private static String decode(byte[] json) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new Complaint("", "is not UTF-8");
    }
  }

  private static void verify(String id, Path directory, String name, BundleFile expected)
      throws BundleException {
    if (!isFileName(name)) {
      throw new BundleException(
          id, "file name [" + name + "] is not valid; expected a plain name beside " + MANIFEST);
    }
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          id,
          "file ["
              + name
              + "] is missing; "
              + expected
                  .artifact()
                  .map(artifact -> "take it from [" + artifact + "]")
                  .orElse("copy the whole bundle"));
    }
    try {
      long bytes = Files.size(file);
      if (bytes != expected.bytes()) {
        throw mismatch(id, name, "[" + bytes + "] bytes", "[" + expected.bytes() + "]");
      }
      String sha256 = Sha256.of(file);
      if (!sha256.equals(expected.sha256())) {
        throw mismatch(id, name, "sha256 [" + sha256 + "]", "[" + expected.sha256() + "]");
      }
    } catch (IOException e) {
      throw new BundleException(id, "file [" + name + "] cannot be read: " + e, e);
    }
  }

  private static BundleException mismatch(String id, String name, String found, String expected) {
    return new BundleException(
        id,
        "file ["
            + name
            + "] has "
            + found
            + " but the manifest says "
            + expected
            + "; copy the bundle again");
  }

  private static Path listed(Map<String, BundleFile> files, Path directory, String name) {
    if (!files.containsKey(name)) {
      throw new IllegalArgumentException(
          "vocabulary [" + name + "] is not among the manifest's [files]");
    }
    return directory.resolve(name);
  }

  private static void checkNamed(ModelManifest manifest) throws BundleException {
    List<String> needed = new ArrayList<>(List.of(ModelManifest.CTR_GRAPH));
    if (manifest.embedding().isPresent()) {
      needed.addAll(
          List.of(ModelManifest.ENCODER, ModelManifest.TOKENIZER, ModelManifest.ITEM_ADAPTOR));
    }
    if (manifest.schema().profile().isPresent()) {
      needed.add(ModelManifest.USER_ADAPTOR);
    }
    needed.removeAll(manifest.files().keySet());
    if (!needed.isEmpty()) {
      throw new BundleException(
          manifest.id(),
          "file ["
              + MANIFEST
              + "] does not name "
              + needed
              + " in [files]; export the model again");
    }
  }

  private static void checkEmbeddingVersion(ModelManifest manifest) throws BundleException {
    Optional<EmbeddingManifest> embedding = manifest.embedding();
    if (embedding.isEmpty()) {
      return;
    }
    FeatureSchema schema = manifest.schema();
    Map<String, BundleFile> files = manifest.files();
    String version =
        EmbeddingVersion.of(
            sha256(files, ModelManifest.ENCODER),
            sha256(files, ModelManifest.TOKENIZER),
            sha256(files, ModelManifest.ITEM_ADAPTOR),
            schema.profile().map(profile -> sha256(files, ModelManifest.USER_ADAPTOR)),
            schema.itemText().orElseThrow());
    if (!version.equals(embedding.get().version())) {
      throw new BundleException(
          manifest.id(),
          "file ["
              + MANIFEST
              + "] has embedding version ["
              + embedding.get().version()
              + "] but its files and text template make ["
              + version
              + "]; export the model again");
    }
  }

  private static String sha256(Map<String, BundleFile> files, String name) {
    return requireNonNull(files.get(name), name).sha256();
  }
}
