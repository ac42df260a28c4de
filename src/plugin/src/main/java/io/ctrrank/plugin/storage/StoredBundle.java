package io.ctrrank.plugin.storage;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.runtime.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the index knows of one bundle.
 *
 * @param id the model's id
 * @param digest SHA-256 of its manifest
 * @param files every file of it, the manifest first
 */
public record StoredBundle(String id, String digest, List<StoredFile> files) {
  /**
   * One file.
   *
   * @param name beside the manifest
   * @param sha256 of its content, under which the content is kept
   * @param bytes its length
   */
  public record StoredFile(String name, String sha256, long bytes) {}

  public StoredBundle {
    files = List.copyOf(files);
  }

  /** What is to be stored of a verified bundle. */
  public static StoredBundle of(Bundle bundle) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    files.add(
        new StoredFile(Bundle.MANIFEST, bundle.digest(), Files.size(bundle.file(Bundle.MANIFEST))));
    for (Map.Entry<String, BundleFile> file : new TreeMap<>(bundle.manifest().files()).entrySet()) {
      files.add(new StoredFile(file.getKey(), file.getValue().sha256(), file.getValue().bytes()));
    }
    return new StoredBundle(bundle.manifest().id(), bundle.digest(), files);
  }

  /** Hashes of all files. */
  List<String> hashes() {
    return files.stream().map(StoredFile::sha256).toList();
  }
}
