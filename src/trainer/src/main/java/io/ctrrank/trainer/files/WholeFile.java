package io.ctrrank.trainer.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file beside its place and moves it there when it is complete. */
public final class WholeFile {
  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything into {@code out}, which the caller closes. */
    void write(Writer out) throws IOException;
  }

  /**
   * Writes the file {@code target} in UTF-8, in a folder that is made if need be. When the content
   * fails nothing is left and an existing file stays as it was.
   *
   * @param target replaced if it is there
   * @param content writes what is in it
   */
  public static void write(Path target, Content content) throws IOException {
    place(
        target,
        fresh -> {
          try (BufferedWriter out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
            content.write(out);
          }
        });
  }

  /** Writes a file of bytes in the same way. */
  public static void write(Path target, byte[] content) throws IOException {
    place(target, fresh -> Files.write(fresh, content));
  }

  /** Makes a file. */
  @FunctionalInterface
  private interface Maker {
    void make(Path fresh) throws IOException;
  }

  private static void place(Path target, Maker maker) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    Path parent = Files.createDirectories(absolute.getParent());
    // A temporary file would be readable by its owner alone; one in a temporary folder is not.
    Path workshop = Files.createTempDirectory(parent, "." + absolute.getFileName() + "-");
    Path fresh = workshop.resolve("unfinished");
    try {
      maker.make(fresh);
      Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
      Files.delete(workshop);
    }
  }
}
