package io.ctrrank.trainer.cli;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.model.SharedEncoders;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a node checks of a bundle before it serves it, done here: one implementation for both. */
final class BundleCheck {
  private BundleCheck() {}

  /** Does something with a bundle's folder. */
  @FunctionalInterface
  interface Use<T> {
    T of(Bundle bundle) throws IOException, BundleException;
  }

  /**
   * Opens, verifies and loads a bundle, and runs each of its graphs once.
   *
   * @param source a folder, or the zip of one
   * @param use gets the bundle while its files are there
   * @throws BundleException naming the file, what was found and what was expected
   */
  static <T> T of(Path source, Use<T> use) throws IOException, BundleException {
    if (Files.isDirectory(source)) {
      return check(source, use);
    }
    String subject = String.valueOf(source.getFileName());
    if (!Files.isRegularFile(source)) {
      throw new BundleException(
          subject, "[" + source + "] is not there; expected the folder of a bundle, or its zip");
    }
    Path work = Files.createTempDirectory("bundle-");
    try {
      return check(BundleArchive.unpack(source, work, subject, Long.MAX_VALUE), use);
    } finally {
      delete(work);
    }
  }

  private static <T> T check(Path folder, Use<T> use) throws IOException, BundleException {
    Bundle bundle = Bundle.open(folder.toAbsolutePath().normalize());
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        LoadedModel model = LoadedModel.load(bundle, engine, new SharedEncoders(), Runnable::run)) {
      return use.of(bundle);
    }
  }

  /** The bundle in a few lines, for people. */
  static List<String> describe(Bundle bundle) {
    ModelManifest manifest = bundle.manifest();
    FeatureSchema schema = manifest.schema();
    return List.of(
        "bundle [" + manifest.id() + "] is good: a node will serve it",
        "  digest        " + bundle.digest(),
        "  architecture  " + manifest.architecture(),
        "  files         "
            + manifest.files().size()
            + ", "
            + String.format(
                Locale.ROOT,
                "%.1f MB",
                manifest.files().values().stream().mapToLong(BundleFile::bytes).sum() / 1e6),
        "  item id       field ["
            + schema.itemIdField()
            + "], "
            + schema.itemIds().values().size()
            + " known",
        "  features      "
            + schema.categorical().size()
            + " categorical, "
            + schema.numeric().size()
            + " numeric, history of up to "
            + schema.history().maxLength()
            + " events "
            + schema.history().types(),
        "  vectors       "
            + manifest
                .embedding()
                .map(EmbeddingManifest::version)
                .map(version -> "version " + version)
                .orElse("none"),
        "  license       " + manifest.license());
  }

  private static void delete(Path work) throws IOException {
    try (Stream<Path> all = Files.walk(work)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
