package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.bundle.BundleExporter;
import io.ctrrank.trainer.bundle.ExportRequest;
import io.ctrrank.trainer.bundle.ServingParity;
import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.Int8Encoder;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctr-rank export}. */
@Command(
    name = "export",
    description = {
      "Write a checkpoint as a model bundle.",
      "",
      "The bundle is loaded as a node loads it and its scores are compared with the trainer's before"
          + " it is put in place; a bundle that is there is replaced only with --force, and then at"
          + " once. parity/parity.csv beside it holds 2,000 test impressions with the trainer's pCTR,"
          + " for checks of a live node."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank export target/ctr-rank-work/checkpoints/msd-seed1 --force",
      "  ctr-rank export my/msd-seed3 --id msd-2 --out /tmp/bundles --with-encoder",
    })
final class ExportCommand implements Callable<Integer> {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");

  private final ClickModelTrainer trainer;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "CHECKPOINT", description = "Folder of the checkpoint.")
  private Path checkpoint = Path.of("");

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Id of the model. Default: the name of its family")
  private @Nullable String id;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "models",
      description = "Where the bundle's folder goes. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("");

  @Option(
      names = "--license",
      paramLabel = "TEXT",
      description = {
        "Terms of the weights and of the data behind them, as the manifest tells them.",
        "Default: the terms of the data in models/data and of the encoder"
      })
  private @Nullable String license;

  @Option(
      names = "--encoder-weights",
      paramLabel = "PRECISION",
      defaultValue = "float32",
      description = {
        "float32  the encoder as it was trained",
        "int8     its matrices and tables in 8 bits: a quarter of the size, and faster; the bundle"
            + " then holds the encoder. What that costs: [ctr-rank evaluate BUNDLE --against"
            + " CHECKPOINT]",
        "Default: ${DEFAULT-VALUE}"
      })
  private String weights = "";

  @Option(
      names = "--with-encoder",
      description = {
        "Leave the encoder of this release in the bundle, 90 MB, so that it can be packed and uploaded."
            + " Without it the build of models puts the encoder there; any other encoder is there"
            + " anyway."
      })
  private boolean withEncoder;

  @Option(names = "--force", description = "Replace a bundle that is there.")
  private boolean force;

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  ExportCommand(ClickModelTrainer trainer, Terminal terminal) {
    this.trainer = trainer;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, CommandException {
    encoder.check();
    EncoderWeights precision = EncoderWeights.parse(weights);
    CheckpointFolder folder = CheckpointFolder.open(checkpoint);
    Checkpoint description = folder.checkpoint();
    Architecture architecture = description.architecture();
    Optional<String> whyNot = architecture.whyNotServable(description.options());
    if (whyNot.isPresent()) {
      throw new CommandException(
          "model ["
              + VariantName.of(architecture, description.options())
              + "] cannot be served: "
              + whyNot.get()
              + "; expected a model that reads only what a node has; use [ctr-rank evaluate]"
              + " and [ctr-rank compare] for it");
    }
    Path target = out.resolve(checkedId(architecture));
    WholeFolder.requireReplaceable(target, force);
    Dataset dataset = data.read(terminal);
    ScoredModels scores = new ScoredModels(trainer, dataset, data, encoder, terminal);
    Optional<EncoderFiles> trained =
        architecture.hasEncoder() ? Optional.of(scores.encoder(folder)) : Optional.empty();
    Optional<EncoderFiles> files =
        precision == EncoderWeights.INT8 ? Optional.of(rounded(trained, dataset, scores)) : trained;
    try (TrainedModel model =
        precision == EncoderWeights.INT8
            ? scores.load(folder, files.orElseThrow())
            : scores.load(folder)) {
      ServingParity parity =
          new BundleExporter(dataset, files)
              .export(
                  new ExportRequest(
                      target,
                      force,
                      withEncoder,
                      architecture.description(),
                      license(files),
                      createdBy(description),
                      data.format().labels(),
                      precision == EncoderWeights.INT8),
                  description,
                  model);
      terminal.result("bundle [" + target + "]: " + parity + "\n");
    }
    return 0;
  }

  /** The encoder with weights in 8 bits; tells what that costs and gives. */
  private EncoderFiles rounded(Optional<EncoderFiles> trained, Dataset dataset, ScoredModels scores)
      throws IOException {
    EncoderFiles before =
        trained.orElseThrow(
            () ->
                new WrongUsageException(
                    "--encoder-weights is [int8] but the model reads no texts; expected a model with"
                        + " an encoder"));
    EncoderFiles after = Int8Encoder.of(before, data.work());
    terminal.result(
        EncoderWeights.compared(
            before,
            after,
            List.of(scores.texts(before).vectors().items(), scores.texts(after).vectors().items()),
            encoder.device(),
            dataset.itemTexts(),
            dataset.schema().itemText().orElseThrow().maxTokens()));
    return after;
  }

  private String checkedId(Architecture architecture) {
    String name = id == null ? architecture.id() : id;
    if (!ID.matcher(name).matches()) {
      throw new WrongUsageException(
          "--id is ["
              + name
              + "]; expected up to 64 lower-case letters, digits, [-], [_] and [.], a letter or digit"
              + " first");
    }
    return name;
  }

  private String license(Optional<EncoderFiles> files) {
    return license == null
        ? data.format().terms(files.map(encoderFiles -> encoderFiles.traits().license()))
        : license;
  }

  private String createdBy(Checkpoint description) {
    return encoder.createdBy(description.options().encoder())
        + description.createdBy()
        + " && "
        + CommandText.of(spec, List.of("--force", "--work", "--license", "--with-encoder"));
  }
}
