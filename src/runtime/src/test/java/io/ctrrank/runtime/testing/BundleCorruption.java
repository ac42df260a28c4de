package io.ctrrank.runtime.testing;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.bundle.ManifestJson;
import io.ctrrank.runtime.bundle.VocabularyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Ways to damage a bundle, by its folder. */
public final class BundleCorruption {
  private BundleCorruption() {}

  /** Flips one bit in the middle of a file. */
  public static void flipByte(Path bundle, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(bundle.resolve(name));
    bytes[bytes.length / 2] ^= 1;
    Files.write(bundle.resolve(name), bytes);
  }

  /** Cuts a file short by one byte. */
  public static void truncate(Path bundle, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(bundle.resolve(name));
    Files.write(bundle.resolve(name), Arrays.copyOf(bytes, bytes.length - 1));
  }

  /** Deletes a file. */
  public static void drop(Path bundle, String name) throws IOException {
    Files.delete(bundle.resolve(name));
  }

  /** Replaces a file's content and makes the manifest agree. */
  public static void replace(Path bundle, String name, byte[] bytes) throws IOException {
    ModelManifest manifest = readManifest(bundle);
    Files.write(bundle.resolve(name), bytes);
    seal(bundle, manifest);
  }

  /** Replaces a file by another one and makes the manifest agree. */
  public static void replace(Path bundle, String name, Path other) throws IOException {
    replace(bundle, name, Files.readAllBytes(other));
  }

  /** Edits the text of the manifest. */
  public static void editManifest(Path bundle, UnaryOperator<String> edit) throws IOException {
    Path file = bundle.resolve(Bundle.MANIFEST);
    Files.writeString(file, edit.apply(Files.readString(file)));
  }

  /** Makes the model give no number for one item, and makes the manifest agree. */
  public static void losesCount(Path bundle, String item) throws IOException {
    int row = readManifest(bundle).schema().itemIds().row(item);
    editGraph(
        bundle,
        ModelManifest.CTR_GRAPH,
        graph -> graph.getInitializerBuilder(0).setFloatData(row, Float.NaN));
  }

  /**
   * Renames an input of a graph and makes the manifest agree: hashes are right, the graph is not.
   */
  public static void renameInput(Path bundle, String graph, String from, String to)
      throws IOException {
    editGraph(
        bundle,
        graph,
        builder -> {
          for (var input : builder.getInputBuilderList()) {
            if (input.getName().equals(from)) {
              input.setName(to);
            }
          }
          for (NodeProto.Builder node : builder.getNodeBuilderList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
              if (node.getInput(i).equals(from)) {
                node.setInput(i, to);
              }
            }
          }
        });
  }

  /** Edits a graph and makes the manifest agree. */
  public static void editGraph(Path bundle, String graph, Consumer<GraphProto.Builder> edit)
      throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(bundle.resolve(graph))).toBuilder();
    edit.accept(model.getGraphBuilder());
    replace(bundle, graph, model.build().toByteArray());
  }

  private static ModelManifest readManifest(Path bundle) throws IOException {
    try {
      return ManifestJson.read(
          Files.readString(bundle.resolve(Bundle.MANIFEST)),
          name -> VocabularyFile.read(bundle.resolve(name)));
    } catch (BundleException e) {
      throw new IOException("the bundle is damaged already", e);
    }
  }

  /** Writes the manifest with the hashes of the files as they are now. */
  private static void seal(Path bundle, ModelManifest manifest) throws IOException {
    Map<String, BundleFile> files = new TreeMap<>();
    for (String name : manifest.files().keySet()) {
      files.put(name, BundleFixtures.entry(bundle, name));
    }
    Optional<EmbeddingManifest> embedding =
        manifest
            .embedding()
            .map(
                old ->
                    new EmbeddingManifest(
                        BundleFixtures.embeddingVersion(manifest.schema(), files),
                        old.encoderDimension(),
                        old.dimension(),
                        old.neighbours()));
    ModelManifest sealed =
        new ModelManifest(
            manifest.id(),
            manifest.architecture(),
            manifest.description(),
            manifest.license(),
            manifest.createdBy(),
            manifest.schema(),
            embedding,
            manifest.calibration(),
            manifest.baseRate(),
            manifest.metrics(),
            files);
    Files.writeString(bundle.resolve(Bundle.MANIFEST), ManifestJson.write(sealed));
  }
}
