package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ctr-rank bundle validate}. */
@Command(
    name = "validate",
    description = {
      "Check a bundle as a node does before it serves it.",
      "",
      "Hashes, manifest, inputs and outputs of the graphs, operators, tensors kept outside, finite"
          + " numbers from a first run. What does not fit is named with what was found and what was"
          + " expected."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank bundle validate my-model",
      "  ctr-rank bundle validate my-model.zip",
    })
final class BundleValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "BUNDLE", description = "The folder of the bundle, or its zip.")
  private Path source = Path.of("");

  BundleValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, BundleException {
    terminal.result(String.join("\n", BundleCheck.of(source, BundleCheck::describe)));
    return 0;
  }
}
