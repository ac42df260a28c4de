package io.ctrrank.trainer.cli;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.bundle.CatalogueVectors;
import io.ctrrank.trainer.bundle.OpenBundle;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.text.TextVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank encode}. */
@Command(
    name = "encode",
    description = {
      "Encode the texts of a data set, or write a catalogue's vectors for a bundle.",
      "",
      "Without --bundle: encodes all item and profile texts with an encoder into the work"
          + " folder; training does this by itself when it has to. With --bundle: writes the bundle's"
          + " adapted vectors of all items into a file of JSON lines (docs/training.md)."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank encode",
      "  ctr-rank encode --bundle models/target/bundles/msd --out msd-vectors.jsonl",
    })
final class EncodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = false, order = 0)
  private @Nullable Target target;

  /** A bundle and the file for its vectors; both or none. */
  static final class Target {
    @Option(
        names = "--bundle",
        required = true,
        paramLabel = "FOLDER",
        description = "Bundle whose adapted item vectors are wanted, encoder included.")
    private Path bundle = Path.of("");

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "File for the vectors; replaced if it is there.")
    private Path out = Path.of("");
  }

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  EncodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, BundleException {
    encoder.checkOne();
    data.requireTexts();
    if (target != null && encoder.name() != null) {
      throw new WrongUsageException(
          "--bundle and --encoder are both given; expected one of them, as a bundle has its own"
              + " encoder");
    }
    Dataset dataset = data.read(terminal);
    if (target != null) {
      writeCatalogue(dataset, target);
      return 0;
    }
    TextVectors vectors =
        new EncodedTexts(encoder.only(data), dataset, data, encoder, terminal).vectors();
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,d item texts and %,d profile texts are encoded in [%s], %d components each%n",
            vectors.items().length,
            vectors.profiles().length,
            data.vectors(),
            vectors.dimension()));
    return 0;
  }

  private void writeCatalogue(Dataset dataset, Target wanted) throws IOException, BundleException {
    try (OpenBundle bundle = OpenBundle.open(wanted.bundle, encoder.device(), encoder.threads());
        EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
      List<short[]> vectors = bundle.itemVectors(dataset, data.vectors(), progress);
      EmbeddingManifest embedding = bundle.manifest().embedding().orElseThrow();
      CatalogueVectors.write(wanted.out, embedding.version(), dataset.catalogue(), vectors);
      terminal.result(
          String.format(
              Locale.ROOT,
              "%,d vectors of [%s], embedding version [%s], in [%s]%n",
              vectors.size(),
              bundle.manifest().id(),
              embedding.version(),
              wanted.out));
    }
  }
}
