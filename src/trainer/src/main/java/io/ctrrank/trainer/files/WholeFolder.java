package io.ctrrank.trainer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes a folder beside its place and moves it there when it is complete. */
public final class WholeFolder {
  private WholeFolder() {}

  /** Fills a folder. */
  @FunctionalInterface
  public interface Writer {
    /** Writes all files into {@code folder}, which is empty and has its final name. */
    void write(Path folder) throws IOException;
  }

  /**
   * Writes the folder {@code target}. When the writer fails nothing is left and an existing folder
   * stays as it was.
   *
   * @param target the folder
   * @param overwrite whether an existing folder is replaced
   * @param writer writes the files
   * @throws IOException if the folder is there and may not be replaced
   */
  public static void write(Path target, boolean overwrite, Writer writer) throws IOException {
    requireReplaceable(target, overwrite);
    Path absolute = target.toAbsolutePath().normalize();
    Path parent = Files.createDirectories(absolute.getParent());
    Path name = absolute.getFileName();
    Path workshop = Files.createTempDirectory(parent, "." + name + "-");
    try {
      Path fresh = Files.createDirectory(workshop.resolve(name));
      writer.write(fresh);
      swap(fresh, absolute, workshop.resolve("replaced"));
    } finally {
      delete(workshop);
    }
  }

  /** Moves the fresh folder in; when that fails the old one is put back. */
  private static void swap(Path fresh, Path target, Path aside) throws IOException {
    boolean replaces = Files.exists(target);
    if (replaces) {
      Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  /**
   * Says early that {@link #write} would refuse.
   *
   * @throws IOException if the folder is there and may not be replaced
   */
  public static void requireReplaceable(Path target, boolean overwrite) throws IOException {
    if (!overwrite && Files.exists(target)) {
      throw new IOException(
          "folder ["
              + target
              + "] exists already; expected a new one; name another folder or give [--force]");
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
