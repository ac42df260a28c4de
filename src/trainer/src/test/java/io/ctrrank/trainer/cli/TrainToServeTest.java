package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.trainer.data.ParityFile;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.torch.TorchTrainer;
import io.ctrrank.trainer.training.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way on small data: train with libtorch, export, serve with ONNX Runtime. */
final class TrainToServeTest {
  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @BeforeEach
  void writeData() throws Exception {
    SmallData.write(folder.resolve("data"), 1);
  }

  @Test
  void din_trainedExportedServed_scoresTheSame() throws Exception {
    train("din");
    Path bundle = export("din");

    assertThat(names(bundle))
        .containsExactlyInAnyOrder(
            "manifest.json",
            "ctr.onnx",
            "item_id.vocab",
            "category.vocab",
            "MODEL_CARD.md",
            "parity");
    assertThat(Bundle.open(bundle).manifest().schema().hasEncoder()).isFalse();
    assertSameMetrics("din", bundle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "din-frozen", "msd-paper"})
  void baseline_trainedExportedServed_scoresTheSame(String model) throws Exception {
    train(model);
    Path bundle = export(model);

    Optional<EncoderFiles> encoder =
        Architecture.parse(model).hasEncoder()
            ? Optional.of(EncoderFiles.unpack(folder.resolve("work")))
            : Optional.empty();
    if (encoder.isPresent()) {
      Files.copy(encoder.get().encoder(), bundle.resolve(ModelManifest.ENCODER));
    }
    assertSameMetrics(model, bundle);
  }

  /** No user of the data has so many events before any impression: histories are padded. */
  @Test
  void msd_moreNeighboursThanEvents_scoresTheSame() throws Exception {
    train("msd-paper", "--neighbours", "20");
    Path trained = checkpoint("msd-paper-k-20");
    Files.move(trained, checkpoint("msd-paper"));
    Path bundle = export("msd-paper");

    EncoderFiles encoder = EncoderFiles.unpack(folder.resolve("work"));
    Files.copy(encoder.encoder(), bundle.resolve(ModelManifest.ENCODER));
    assertThat(Bundle.open(bundle).manifest().schema().history().minLength()).isEqualTo(20);
    assertSameMetrics("msd-paper", bundle);
  }

  @Test
  void msd_trainedExportedServed_scoresTheSame() throws Exception {
    train("msd");
    Path bundle = export("msd");

    assertThat(names(bundle))
        .containsExactlyInAnyOrder(
            "manifest.json",
            "ctr.onnx",
            "item_id.vocab",
            "category.vocab",
            "tokenizer.json",
            "item_adaptor.onnx",
            "user_adaptor.onnx",
            "MODEL_CARD.md",
            "parity");
    // The encoder is not kept with the bundle: the build puts it beside the other files.
    EncoderFiles encoder = EncoderFiles.unpack(folder.resolve("work"));
    Files.copy(encoder.encoder(), bundle.resolve(ModelManifest.ENCODER));
    ModelManifest manifest = Bundle.open(bundle).manifest();
    assertThat(manifest.files())
        .hasEntrySatisfying(
            ModelManifest.ENCODER,
            file -> assertThat(file.artifact()).isEqualTo(encoder.artifact()));
    assertThat(manifest.metrics()).containsOnlyKeys("validation", "test", "test_floor");
    assertThat(Files.readString(bundle.resolve("MODEL_CARD.md")))
        .startsWith("# Model card: msd\n")
        .contains("ctr-rank train --model msd --epochs 8 ", "\nctr-rank export ")
        .contains("The labels are ratings that users chose to give, not clicks")
        .doesNotContain("float32");
    assertSameMetrics("msd", bundle);
    assertCatalogueVectors(bundle, manifest);
  }

  @Test
  void bundle_exported_isValidatedPackedAndRefusedWhenDamaged() throws Exception {
    train("din");
    Path bundle = export("din");
    Path zip = folder.resolve("din.zip");

    assertThat(commands.run("bundle", "validate", bundle.toString())).isZero();
    assertThat(commands.out())
        .startsWith("bundle [din] is good: a node will serve it\n")
        .contains(Bundle.open(bundle).digest(), "vectors       none");
    String described = commands.out();
    assertThat(commands.run("bundle", "pack", bundle.toString(), "--out", zip.toString())).isZero();
    assertThat(commands.run("bundle", "validate", zip.toString())).isZero();
    assertThat(commands.out()).isEqualTo(described);
    assertThat(commands.run("bundle", "pack", bundle.toString(), "--out", zip.toString()))
        .isEqualTo(1);
    assertThat(commands.err()).contains("din.zip] is there; name another file");

    Files.writeString(bundle.resolve("category.vocab"), "x\n");
    assertThat(commands.run("bundle", "validate", bundle.toString())).isEqualTo(1);
    assertThat(commands.err())
        .startsWith("ctr-rank: model bundle [din]: file [category.vocab] has [");
    assertThat(commands.run("bundle", "validate", folder.resolve("nothing").toString()))
        .isEqualTo(1);
    assertThat(commands.err())
        .contains("is not there; expected the folder of a bundle, or its zip");
    Files.writeString(zip, "no zip");
    assertThat(commands.run("bundle", "validate", zip.toString())).isEqualTo(1);
    assertThat(commands.err()).contains("model bundle [din.zip]: is not a zip that can be read");
  }

  /** Fast steps without drop-out: enough to learn what the small data holds. */
  private void train(String model, String... more) {
    String options =
        "--epochs 8 --patience 16 --batch-size 32 --learning-rate 0.01"
            + " --embedding-weight-decay 1 --dropout 0";
    List<String> arguments = new ArrayList<>(List.of("--model", model));
    arguments.addAll(List.of(options.split(" ")));
    arguments.addAll(List.of(more));
    run("train", arguments.toArray(String[]::new));
  }

  private Path export(String model) throws Exception {
    Path models = folder.resolve("models");
    run("export", checkpoint(model).toString(), "--out", models.toString());
    assertThat(commands.out()).contains("test impressions served logits are within");
    assertThat(names(models)).containsExactly(model);
    assertThat(ParityFile.read(models.resolve(model).resolve(ParityFile.PATH))).hasSize(160);
    return models.resolve(model);
  }

  /** The bundle in the runtime, with texts through the encoder, has the checkpoint's metrics. */
  private void assertSameMetrics(String model, Path bundle) {
    run("evaluate", checkpoint(model).toString(), "--draws", "1");
    List<Double> trained = metrics(model + "-seed1");
    run("evaluate", bundle.toString(), "--draws", "1");
    List<Double> served = metrics(model);

    for (int i = 0; i < trained.size(); i++) {
      // Adapted vectors may differ by a step of half precision, as texts are batched otherwise.
      assertThat(served.get(i)).isCloseTo(trained.get(i), within(2e-3));
    }
  }

  private void assertCatalogueVectors(Path bundle, ModelManifest manifest) throws Exception {
    Path file = folder.resolve("vectors.jsonl");
    run("encode", "--bundle", bundle.toString(), "--out", file.toString());

    List<String> lines = Files.readAllLines(file);
    JsonObject head = JsonParser.parseString(lines.getFirst()).getAsJsonObject();
    int dimension = manifest.embedding().orElseThrow().dimension();
    assertThat(head.get("embedding_version").getAsString())
        .isEqualTo(manifest.embedding().orElseThrow().version());
    assertThat(head.get("dimension").getAsInt()).isEqualTo(dimension);
    assertThat(lines).hasSize(SmallData.FILMS + 1);
    JsonObject first = JsonParser.parseString(lines.get(1)).getAsJsonObject();
    assertThat(first.get("item").getAsString()).isEqualTo("1");
    assertThat(Base64.getDecoder().decode(first.get("vector").getAsString()))
        .hasSize(2 * dimension);
  }

  private List<Double> metrics(String name) {
    Matcher row =
        Pattern.compile("(?m)^" + name + " +1 +([0-9.]+) +([0-9.]+) +([0-9.]+)")
            .matcher(commands.out());
    assertThat(row.find()).as(commands.out()).isTrue();
    return Stream.of(row.group(1), row.group(2), row.group(3)).map(Double::valueOf).toList();
  }

  private void run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    assertThat(commands.run(arguments.toArray(String[]::new))).as(commands.err()).isZero();
  }

  private Path checkpoint(String model) {
    return folder.resolve("work/checkpoints/" + model + "-seed1");
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
