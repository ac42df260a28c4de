package io.ctrrank.trainer.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
      // Another command may have written it meanwhile.
      requireReplaceable(target, overwrite);
      swap(fresh, absolute, workshop.resolve("replaced"));
    } finally {
      delete(workshop);
    }
  }

  /**
   * Writes the folder {@code target} in the place of the one that is there, whose subfolders stay:
   * what lies in them is none of the writer's. One that the writer makes itself is the writer's.
   *
   * @param target the folder
   * @param writer writes the files
   */
  public static void renew(Path target, Writer writer) throws IOException {
    write(
        target,
        true,
        fresh -> {
          writer.write(fresh);
          carrySubfolders(target, fresh);
        });
  }

  /** They are copied, so that at no moment they are in neither folder. */
  private static void carrySubfolders(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (DirectoryStream<Path> subfolders =
        Files.newDirectoryStream(from, path -> Files.isDirectory(path))) {
      for (Path subfolder : subfolders) {
        Path own = to.resolve(subfolder.getFileName());
        if (Files.notExists(own)) {
          copy(subfolder, own);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> parentsFirst;
    try (Stream<Path> paths = Files.walk(from)) {
      parentsFirst = paths.sorted().toList();
    }
    for (Path path : parentsFirst) {
      Files.copy(
          path,
          to.resolve(from.relativize(path)),
          StandardCopyOption.COPY_ATTRIBUTES,
          LinkOption.NOFOLLOW_LINKS);
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
