package io.ctrrank.trainer.text;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.onnx.EncoderGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the encoder that training left behind: another one with low-rank additions merged in. */
public final class TunedEncoder {
  private TunedEncoder() {}

  /**
   * Merges additions and keeps the encoder in the work folder, where its hash names it. Additions
   * to an encoder that has additions to this release's add up, so the outcome still follows from
   * this release's.
   *
   * @param files the encoder that was tuned
   * @param layers additions to its top layers, lowest first
   * @param workFolder where encoders are kept
   */
  public static EncoderFiles of(
      EncoderFiles files, List<Map<LayerTuning.Matrix, LowRank>> layers, Path workFolder)
      throws IOException {
    Map<String, LowRank> additions = named(EncoderGraph.read(files.encoder()), layers);
    files
        .delta()
        .ifPresent(
            earlier ->
                earlier
                    .additions()
                    .forEach((name, own) -> additions.merge(name, own, LowRank::plus)));
    EncoderFiles base = files.delta().isPresent() ? EncoderFiles.unpack(workFolder) : files;
    EncoderDelta delta = new EncoderDelta(base.encoderSha256(), additions);
    byte[] merged = delta.mergedInto(Files.readAllBytes(base.encoder()));
    String sha256 = Sha256.of(merged);
    Path folder = EncoderFiles.derived(workFolder, sha256);
    WholeFile.write(folder.resolve(ModelManifest.ENCODER), merged);
    return new EncoderFiles(
        folder.resolve(ModelManifest.ENCODER),
        sha256,
        files.tokenizer(),
        files.tokenizerSha256(),
        files.traits(),
        files.artifact(),
        files.artifact().isPresent() ? Optional.of(delta) : Optional.empty(),
        folder);
  }

  private static Map<String, LowRank> named(
      EncoderGraph graph, List<Map<LayerTuning.Matrix, LowRank>> layers) {
    Map<String, LowRank> additions = new TreeMap<>();
    int lowest = graph.layers() - layers.size();
    for (int i = 0; i < layers.size(); i++) {
      int layer = lowest + i;
      layers.get(i).forEach((matrix, own) -> additions.put(graph.initializer(layer, matrix), own));
    }
    return additions;
  }
}
