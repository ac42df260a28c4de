package io.ctrrank.plugin.storage;

import io.ctrrank.plugin.storage.StoredBundle.StoredFile;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.elasticsearch.core.IOUtils;

/**
 * Uploaded bundles on the disk of this node, below its data folder: {@code models/<digest>/<id>/}
 * for those that were fetched, {@code staging} for what is being checked. Files that another bundle
 * has are linked, not fetched again. Used by one thread at a time, but for {@link #stage}.
 */
public final class LocalBundles {
  private static final String FETCHED = "fetched";

  private final Path models;
  private final Path staging;

  /**
   * @param root the plugin's folder; made with the first bundle
   */
  public LocalBundles(Path root) {
    this.models = root.resolve("models");
    this.staging = root.resolve("staging");
  }

  /** A new, empty folder; whoever asked for it deletes it. */
  public Path stage() throws IOException {
    Files.createDirectories(staging);
    return Files.createTempDirectory(staging, "");
  }

  /** Deletes what a process that ended left half done. */
  public void clearStaging() throws IOException {
    if (Files.isDirectory(staging)) {
      IOUtils.rm(staging);
    }
  }

  /** Whether the bundle of a digest was fetched before. */
  public boolean has(String digest) {
    return Files.exists(models.resolve(digest).resolve(FETCHED));
  }

  /**
   * The folder of a bundle, fetched if it is not there. It is there as a whole or not at all.
   *
   * @throws StorageException if the index does not hold it as it was written
   */
  public Path fetch(StoredBundle bundle, BundleStore store) throws IOException {
    Path home = models.resolve(bundle.digest());
    Path folder = home.resolve(bundle.id());
    if (has(bundle.digest())) {
      return folder;
    }
    Files.createDirectories(models);
    if (Files.exists(home)) {
      IOUtils.rm(home);
    }
    Files.createDirectories(folder);
    for (StoredFile file : bundle.files()) {
      Path target = folder.resolve(file.name());
      Optional<Path> same = sameFile(bundle.digest(), file);
      if (same.isPresent()) {
        link(same.get(), target);
      } else {
        store.read(file, target);
      }
    }
    Files.createFile(home.resolve(FETCHED));
    return folder;
  }

  /** Deletes the bundle of a digest, whose model is closed. */
  public void delete(String digest) throws IOException {
    Path home = models.resolve(digest);
    if (Files.exists(home)) {
      IOUtils.rm(home);
    }
  }

  /** Deletes all bundles but these. */
  public void keepOnly(Set<String> digests) throws IOException {
    for (Path home : folders(models)) {
      if (!digests.contains(String.valueOf(home.getFileName()))) {
        IOUtils.rm(home);
      }
    }
  }

  private Optional<Path> sameFile(String digest, StoredFile file) throws IOException {
    for (Path home : folders(models)) {
      if (home.endsWith(digest) || !Files.exists(home.resolve(FETCHED))) {
        continue;
      }
      for (Path bundle : folders(home)) {
        Path candidate = bundle.resolve(file.name());
        if (Files.isRegularFile(candidate)
            && Files.size(candidate) == file.bytes()
            && Sha256.of(candidate).equals(file.sha256())) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static void link(Path same, Path target) throws IOException {
    try {
      Files.createLink(target, same);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(same, target);
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }
}
