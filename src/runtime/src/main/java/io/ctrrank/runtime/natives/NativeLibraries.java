package io.ctrrank.runtime.natives;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the native libraries of ONNX Runtime and of the tokenizer are loaded from. Without a folder
 * both are unpacked from their jars into temporary files, which a server may forbid. Thread-safe.
 *
 * <p>DJL's own loader is left aside: it probes for CUDA, may download a library, writes below the
 * home folder and reports its use. Loading the library by its file needs none of that; the class
 * loader of this class must be the one of DJL's classes, as it is where both are plain jars.
 */
public final class NativeLibraries {
  private static final String ONNX_PROPERTY = "onnxruntime.native.path";
  private static final String TOKENIZERS = "tokenizers";
  private static final String[] LIBRARIES = {"onnxruntime", "onnxruntime4j_jni", TOKENIZERS};

  private static @Nullable Path folder;
  private static boolean tokenizerLoaded;

  private NativeLibraries() {}

  /**
   * Makes both load from {@code directory}, which holds the platform's {@code onnxruntime}, {@code
   * onnxruntime4j_jni} and {@code tokenizers} libraries. Call before the first engine or tokenizer
   * of the JVM; calling again with the same folder does no harm. Sets the system property {@code
   * onnxruntime.native.path}.
   *
   * @throws IllegalStateException if a library is not in the folder, if another folder is in use,
   *     or if the property did not take, as without the entitlement {@code write_system_properties}
   */
  public static synchronized void useFolder(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    if (folder != null && !folder.equals(absolute)) {
      throw new IllegalStateException(
          "native libraries are already taken from ["
              + folder
              + "] and cannot be taken from ["
              + absolute
              + "] in the same JVM; use one folder");
    }
    for (String library : LIBRARIES) {
      Path file = absolute.resolve(System.mapLibraryName(library));
      if (!Files.isRegularFile(file)) {
        throw new IllegalStateException(
            "native library ["
                + file
                + "] is missing; expected a file for ["
                + platform()
                + "]; install the build for this platform");
      }
    }
    System.setProperty(ONNX_PROPERTY, absolute.toString());
    // An Elasticsearch plugin without the entitlement sets nothing and is not told.
    if (!absolute.toString().equals(System.getProperty(ONNX_PROPERTY))) {
      throw new IllegalStateException(
          "system property ["
              + ONNX_PROPERTY
              + "] could not be set to ["
              + absolute
              + "]; grant the entitlement write_system_properties for it");
    }
    folder = absolute;
  }

  /**
   * Loads the tokenizer's library, once in a JVM.
   *
   * @throws IllegalStateException if there is none for this platform or it does not load
   */
  public static synchronized void loadTokenizer() {
    if (tokenizerLoaded) {
      return;
    }
    String name = System.mapLibraryName(TOKENIZERS);
    try {
      if (folder == null) {
        Path unpacked = unpackTokenizer(name);
        System.load(unpacked.toString());
        // Linux and macOS keep a mapped file alive; elsewhere it goes with the JVM.
        if (!unpacked.toFile().delete()) {
          unpacked.toFile().deleteOnExit();
        }
      } else {
        System.load(folder.resolve(name).toString());
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "native library [" + name + "] does not load on [" + platform() + "]: " + e, e);
    }
    tokenizerLoaded = true;
  }

  private static Path unpackTokenizer(String name) throws IOException {
    String resource = "native/lib/" + platform() + "/cpu/" + name;
    try (InputStream in = TokenizersLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("resource [" + resource + "] is not on the class path");
      }
      Path file = Files.createTempFile("ctr-rank-", "-" + name);
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }

  /** The platform as the tokenizer's jar names it, for example {@code linux-x86_64}. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String shortOs = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
    return shortOs + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
