package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.live.node.NodeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A bundle whose graph lost a bit after it was exported. */
final class BrokenBundle {
  static final String ID = "broken";

  private BrokenBundle() {}

  static void addTo(NodeFolder folder, Path good) throws IOException, InterruptedException {
    Path broken = Files.createDirectory(folder.root().resolve(ID));
    try (Stream<Path> files = Files.list(good)) {
      for (Path file : files.toList()) {
        Files.copy(file, broken.resolve(file.getFileName()));
      }
    }
    Path manifest = broken.resolve("manifest.json");
    String renamed =
        Files.readString(manifest, UTF_8)
            .replaceFirst("\"id\": \"[^\"]+\"", "\"id\": \"" + ID + "\"");
    Files.writeString(manifest, renamed, UTF_8);
    Path graph = broken.resolve("ctr.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 1;
    Files.write(graph, bytes);
    folder.addBundle(broken);
  }
}
