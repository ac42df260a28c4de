package io.ctrrank.runtime.natives;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.EncoderSession;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Encodes a text in a fresh JVM and says which libraries it has mapped. */
final class NativeLibrariesProgram {
  private NativeLibrariesProgram() {}

  public static void main(String[] arguments) throws Exception {
    if (!arguments[1].isEmpty()) {
      NativeLibraries.useFolder(Path.of(arguments[1]));
      NativeLibraries.useFolder(Path.of(arguments[1]));
    }
    System.out.println("onnx " + System.getProperty("onnxruntime.native.path"));
    try {
      encode(Bundle.open(Path.of(arguments[0])));
    } catch (IllegalStateException e) {
      System.out.println(e);
      try {
        NativeLibraries.loadTokenizer();
      } catch (IllegalStateException tokenizer) {
        System.out.println(tokenizer);
      }
    }
  }

  private static void encode(Bundle bundle) throws Exception {
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        EncoderSession session = EncoderSession.open(engine, bundle.file(ModelManifest.ENCODER));
        TextEncoder encoder = TextEncoder.open(session, bundle)) {
      System.out.println("encoded " + encoder.items(List.of("red shoes")).getFirst().length);
    }
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      if (line.endsWith(".so")) {
        System.out.println("mapped " + line.substring(line.indexOf('/')));
      }
    }
  }
}
