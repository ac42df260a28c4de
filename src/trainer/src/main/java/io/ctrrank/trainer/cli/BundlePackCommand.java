package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctr-rank bundle pack}. */
@Command(
    name = "pack",
    description = {
      "Check a bundle and write the zip that is uploaded to a cluster.",
      "",
      "It holds the manifest and the files that it names."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank bundle pack my-model --out my-model.zip",
      "  curl -T my-model.zip localhost:9200/_ctr/model/my-model",
    })
final class BundlePackCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "BUNDLE", description = "The folder of the bundle.")
  private Path source = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The zip.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace a zip that is there.")
  private boolean force;

  BundlePackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, BundleException, CommandException {
    if (Files.exists(out) && !force) {
      throw new CommandException("[" + out + "] is there; name another file, or give [--force]");
    }
    String id =
        BundleCheck.of(
            source,
            bundle -> {
              BundleArchive.pack(bundle, out);
              return bundle.manifest().id();
            });
    terminal.result(
        String.format(Locale.ROOT, "bundle [%s] in [%s], %.1f MB", id, out, Files.size(out) / 1e6));
    return 0;
  }
}
