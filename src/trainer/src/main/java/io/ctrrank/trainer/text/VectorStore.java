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
 * What one encoder made of texts on disk, all of them in memory while open. Files appear whole or
 * not at all, so several runs may share the folder; a file that was damaged is set aside and its
 * texts are encoded again. Not thread-safe.
 *
 * @param <T> what it made of one text
 */
final class VectorStore<T> {
  private final Path folder;
  private final String space;
  private final PackFormat<T> format;
  private final Map<TextKey, T> values = new HashMap<>();
  private final List<String> damaged = new ArrayList<>();

  private VectorStore(Path folder, String space, PackFormat<T> format) {
    this.folder = folder;
    this.space = space;
    this.format = format;
  }

  /**
   * Opens the store, made if it is not there.
   *
   * @param root folder of all stores
   * @param space names the encoder and everything else, but the text, that decides a value
   * @param format how values are written
   */
  static <T> VectorStore<T> open(Path root, String space, PackFormat<T> format) throws IOException {
    String name = Sha256.of(space.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    Path folder = Files.createDirectories(root.resolve(name));
    VectorStore<T> store = new VectorStore<>(folder, space, format);
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
      values.putAll(VectorPack.read(pack, format));
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

  /** The value of a text, null when it is not in the store. */
  @Nullable T value(int maxTokens, String text) {
    return values.get(TextKey.of(space, maxTokens, text));
  }

  /** Adds values of texts, on disk first. */
  void add(int maxTokens, List<String> texts, List<T> encoded) throws IOException {
    Map<TextKey, T> added = new HashMap<>();
    for (int i = 0; i < encoded.size(); i++) {
      added.put(TextKey.of(space, maxTokens, texts.get(i)), encoded.get(i));
    }
    VectorPack.write(folder, format, added);
    values.putAll(added);
  }
}
