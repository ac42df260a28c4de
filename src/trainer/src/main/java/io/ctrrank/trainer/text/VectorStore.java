package io.ctrrank.trainer.text;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one encoder on disk, all of them in memory while open. Files appear whole or not at
 * all, so several runs may share the folder; a file that was damaged is set aside and its texts are
 * encoded again. Not thread-safe.
 */
final class VectorStore {
  private final Path folder;
  private final String space;
  private final int dimension;
  private final Map<TextKey, float[]> vectors = new HashMap<>();
  private final List<String> damaged = new ArrayList<>();

  private VectorStore(Path folder, String space, int dimension) {
    this.folder = folder;
    this.space = space;
    this.dimension = dimension;
  }

  /**
   * Opens the store, made if it is not there.
   *
   * @param root folder of all stores
   * @param space names the encoder and everything else, but the text, that decides a vector
   * @param dimension width of the vectors
   */
  static VectorStore open(Path root, String space, int dimension) throws IOException {
    String name = Sha256.of(space.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    Path folder = Files.createDirectories(root.resolve(name));
    VectorStore store = new VectorStore(folder, space, dimension);
    for (Path pack : packs(folder)) {
      store.load(pack);
    }
    return store;
  }

  private static List<Path> packs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(VectorPack.SUFFIX)).sorted().toList();
    }
  }

  private void load(Path pack) throws IOException {
    try {
      vectors.putAll(VectorPack.read(pack, dimension));
    } catch (NoSuchFileException e) {
      // Another run found it damaged first.
    } catch (VectorPack.BrokenPackException e) {
      damaged.add(
          "vector file ["
              + pack
              + "] is damaged: "
              + e.getMessage()
              + "; deleted, its texts are encoded again");
      Files.deleteIfExists(pack);
    }
  }

  /** What is to be told of damaged files found at opening. */
  List<String> damaged() {
    return damaged;
  }

  /** The vector of a text, null when it is not in the store. */
  float @Nullable [] vector(int maxTokens, String text) {
    return vectors.get(TextKey.of(space, maxTokens, text));
  }

  /** Adds vectors of texts, on disk first. */
  void add(int maxTokens, List<String> texts, float[][] encoded) throws IOException {
    Map<TextKey, float[]> added = new HashMap<>();
    for (int i = 0; i < encoded.length; i++) {
      added.put(TextKey.of(space, maxTokens, texts.get(i)), encoded[i]);
    }
    VectorPack.write(folder, dimension, added);
    vectors.putAll(added);
  }
}
