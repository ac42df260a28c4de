package io.ctrrank.trainer.text;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.onnx.Int8Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes of an encoder one with its matrices in 8 bits. */
public final class Int8Encoder {
  private Int8Encoder() {}

  /**
   * Rounds the weights and keeps the encoder in the work folder, where its hash names it. It
   * follows from no artifact, so bundles hold it whole.
   *
   * @param files the encoder
   * @param workFolder where encoders are kept
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the encoder has no single-precision matrices
   */
  public static EncoderFiles of(EncoderFiles files, Path workFolder) throws IOException {
    byte[] rounded = Int8Weights.of(ModelProto.parseFrom(Files.readAllBytes(files.encoder())));
    String sha256 = Sha256.of(rounded);
    Path folder = EncoderFiles.derived(workFolder, sha256);
    Path encoder = folder.resolve(ModelManifest.ENCODER);
    WholeFile.write(encoder, rounded);
    return new EncoderFiles(
        encoder,
        sha256,
        files.tokenizer(),
        files.tokenizerSha256(),
        files.traits(),
        Optional.empty(),
        Optional.empty(),
        folder);
  }
}
