package io.ctrrank.models;

import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Build step of {@code models/}: every sub-folder with a {@code manifest.json} becomes {@code
 * target/bundles/<id>} and {@code target/<id>-bundle.zip}. A bundle that is not whole stops the
 * build.
 */
public final class AssembleBundles {
  private AssembleBundles() {}

  /**
   * Runs the step.
   *
   * @param arguments the folder with the bundles' folders, and the build's target folder
   */
  public static void main(String[] arguments) throws IOException, BundleException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException(
          "found [" + arguments.length + "] arguments; expected [models folder] [target folder]");
    }
    assembleAll(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /** Assembles every bundle below {@code models} into {@code target}. */
  static void assembleAll(Path models, Path target) throws IOException, BundleException {
    List<Path> sources;
    try (Stream<Path> folders = Files.list(models)) {
      sources =
          folders.filter(folder -> Files.exists(folder.resolve("manifest.json"))).sorted().toList();
    }
    for (Path source : sources) {
      Bundle bundle = BundleAssembler.assemble(source, target.resolve("bundles"));
      BundleAssembler.zip(
          bundle.directory(), target.resolve(bundle.manifest().id() + "-bundle.zip"));
    }
  }
}
