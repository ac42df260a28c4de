package io.ctrrank.trainer.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.encoder.CharacterTokenizer;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.encoder.TinyEncoder;
import io.ctrrank.trainer.llama.TinyLlama;
import io.ctrrank.trainer.torch.TorchTrainer;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders of one's own: made, trained with, exported, served, compared. */
final class EncoderCommandTest {
  private static final int WIDTH = 24;
  private static final String LICENSE = "Encoder tiny: public domain.";

  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
  }

  @ParameterizedTest
  @CsvSource({"mean", "last"})
  void msd_encoderOfItsOwn_trainedExportedServed_scoresTheSame(String pooling) throws Exception {
    assertServed(importTiny("tiny", 1, "--pooling", pooling), WIDTH, LICENSE);
  }

  @ParameterizedTest
  @CsvSource({"float32", "float16"})
  void msd_decoderAsEncoder_trainedExportedServed_scoresTheSame(String weights) throws Exception {
    Path model = TinyLlama.plain(1).write(folder.resolve("model"));

    assertThat(commands.run(importLlama(model, "--weights", weights, "--max-tokens", "128")))
        .as(commands.err())
        .isZero();

    Path encoder = folder.resolve("encoders/tiny");
    assertThat(commands.out())
        .isEqualTo(
            "encoder [tiny], kind [llama], width 16, pooling [last], 128 tokens: ["
                + encoder
                + "]\n");
    assertThat(EncoderFolder.open(encoder).description().sources())
        .containsOnlyKeys("config.json", "tokenizer.json", "model.safetensors");
    assertServed(encoder, TinyLlama.WIDTH, "Encoder random: none.");
  }

  @Test
  void importLlama_wrongInputs_areOneLineAndLeaveNothing() throws IOException {
    Path model = TinyLlama.plain(1).write(folder.resolve("model"));

    assertThat(commands.run(importLlama(model, "--weights", "int4"))).isEqualTo(2);
    assertThat(commands.err()).contains("--weights is [int4]; expected one of [float32, float16]");
    assertThat(commands.run(importLlama(model, "--max-tokens", "512"))).isEqualTo(1);
    assertThat(commands.err()).startsWith("ctr-rank: model was trained on [256] tokens at most");
    assertThat(commands.run(importLlama(folder.resolve("data")))).isEqualTo(1);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: folder ["
                + folder.resolve("data")
                + "] has no [config.json]; expected a model in Hugging Face's layout; download the"
                + " whole folder\n");
    assertThat(folder.resolve("encoders")).doesNotExist();
  }

  private String[] importLlama(Path model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("encoder", "import-llama", model.toString()));
    arguments.addAll(List.of("--out", folder.resolve("encoders/tiny").toString()));
    arguments.addAll(List.of("--license", "Encoder random: none."));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Trains through an encoder, exports, and scores the bundle as the checkpoint. */
  private void assertServed(Path encoder, int width, String license) throws Exception {
    run("train", trained("msd", "--encoder", encoder.toString()));
    Path checkpoint = folder.resolve("work/checkpoints/msd-encoder-tiny-seed1");
    run("evaluate", checkpoint.toString(), "--draws", "1", "--encoder", encoder.toString());
    String auc = auc("msd-encoder-tiny-seed1");

    Path models = folder.resolve("models");
    run(
        "export",
        checkpoint.toString(),
        "--out",
        models.toString(),
        "--encoder",
        encoder.toString());
    assertThat(commands.out())
        .containsPattern("vectors of freshly encoded texts within [0-9.]+e-0[3-9]");
    ModelManifest manifest = Bundle.open(models.resolve("msd")).manifest();
    BundleFile file = requireNonNull(manifest.files().get(ModelManifest.ENCODER));
    assertThat(file.artifact()).isEmpty();
    assertThat(file.sha256()).isEqualTo(EncoderFolder.open(encoder).hash("encoder.onnx").sha256());
    assertThat(manifest.embedding().orElseThrow().encoderDimension()).isEqualTo(width);
    assertThat(manifest.license()).endsWith(" " + license);
    assertThat(manifest.createdBy()).contains("--encoder " + encoder);

    run("evaluate", models.resolve("msd").toString(), "--draws", "1");
    assertThat(Double.parseDouble(auc("msd"))).isCloseTo(Double.parseDouble(auc), within(2e-3));
  }

  @Test
  void compare_modelsOfSeveralEncoders_scoresEachWithItsOwn() throws IOException {
    Path one = importTiny("one", 1);
    Path two = importTiny("two", 2, "--pooling", "last");
    run("train", trained("din-frozen", "--encoder", one.toString()));
    run("train", trained("din-frozen", "--encoder", two.toString()));
    run("train", trained("din"));

    run("compare", "--draws", "2", "--encoder", one.toString(), "--encoder", two.toString());
    assertThat(commands.out())
        .containsPattern("(?m)^din .*\\R^din-frozen-encoder-one .*\\R^din-frozen-encoder-two ");

    assertThat(ctrRank("compare", "--draws", "2", "--encoder", one.toString())).isEqualTo(1);
    assertThat(commands.err())
        .contains(
            "model reads texts through encoder [two], which is not among those given [one];"
                + " expected its folder; name it with [--encoder FOLDER]");
  }

  @Test
  void evaluate_otherEncoderOfTheName_isRefused() throws IOException {
    Path encoder = importTiny("tiny", 1);
    run("train", trained("din-frozen", "--encoder", encoder.toString()));
    importTiny("tiny", 2, "--force");

    String checkpoint = folder.resolve("work/checkpoints/din-frozen-encoder-tiny-seed1").toString();
    assertThat(ctrRank("evaluate", checkpoint, "--encoder", encoder.toString())).isEqualTo(1);
    assertThat(commands.err()).contains("was trained on data [");
  }

  @Test
  void encode_encoderOfItsOwn_tellsItsWidth() throws IOException {
    Path encoder = importTiny("tiny", 1);
    run("encode", "--encoder", encoder.toString());
    assertThat(commands.out()).contains("30 item texts", WIDTH + " components each");
  }

  @Test
  void report_encoderOfItsOwn_trainsModelsThatReadTextsThroughIt() throws IOException {
    Path encoder = importTiny("tiny", 1);
    Commands fake = new Commands(new FakeTrainer());
    List<String> arguments =
        List.of(
            "report",
            "--suite",
            "small",
            "--seeds",
            "1",
            "--draws",
            "20",
            "--jobs",
            "1",
            "--knowledge",
            "none",
            "--encoder",
            encoder.toString(),
            "--out",
            folder.resolve("out").toString());

    assertThat(fake.run(withData(arguments))).as(fake.err()).isZero();

    assertThat(Files.readString(folder.resolve("out/README.md")))
        .contains("| msd-encoder-tiny - din |")
        .contains("| msd-encoder-tiny - din-frozen-encoder-tiny |")
        .contains("ctr-rank train --model msd --seed 1 ")
        .contains(" --encoder " + encoder);
  }

  @Test
  void importOnnx_fileThatIsNoGraph_leavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("no.onnx"), "no graph");
    CharacterTokenizer.write(folder.resolve("tokenizer.json"));

    assertThat(importOnnx(file, "bad", "--name", "bad")).isEqualTo(1);
    assertThat(commands.err()).startsWith("ctr-rank: file [no.onnx] cannot be read: ");
    assertThat(folder.resolve("encoders/bad")).doesNotExist();
  }

  @Test
  void importOnnx_moreTokensInATextThanAGraphReads_areNotLetIn() throws IOException {
    Path encoder = importTiny("short", 1, "--max-tokens", "40");

    assertThat(ctrRank("train", trained("msd", "--encoder", encoder.toString()))).isEqualTo(1);
    assertThat(commands.err())
        .contains("encoder [short] reads [40] tokens but item texts are cut at [64]");
  }

  @Test
  void commands_wrongEncoders_areRefusedBeforeWork() throws IOException {
    Path encoder = importTiny("tiny", 1);
    String given = encoder.toString();

    assertThat(ctrRank("train", "--model", "din", "--encoder", given)).isEqualTo(2);
    assertThat(commands.err())
        .contains("model [din] was given encoder [tiny]; expected none, as it reads no texts");
    assertThat(ctrRank("train", "--model", "msd", "--encoder", folder.toString())).isEqualTo(1);
    assertThat(commands.err()).contains("has no [encoder.json]; expected an encoder");
    assertThat(ctrRank("train", "--model", "msd", "--encoder", given, "--encoder", given))
        .isEqualTo(2);
    assertThat(commands.err()).contains("both with the name [tiny]");
    assertThat(ctrRank("encode", "--bundle", "b", "--out", "o", "--encoder", given)).isEqualTo(2);
    assertThat(commands.err()).contains("--bundle and --encoder are both given");
    assertThat(commands.run("encoder")).isEqualTo(2);
    assertThat(commands.err()).contains("encoder needs a command; expected one of [import-onnx");
    assertThat(importOnnx(folder.resolve("x"), "x", "--pooling", "first")).isEqualTo(2);
    assertThat(commands.err()).contains("pooling is [first]; expected one of [mean, last]");
  }

  /** An encoder in a folder of its own. */
  private Path importTiny(String name, long seed, String... more) throws IOException {
    Path graph = TinyEncoder.write(folder.resolve("tiny.onnx"), WIDTH, seed);
    CharacterTokenizer.write(folder.resolve("tokenizer.json"));
    assertThat(importOnnx(graph, name, more)).as(commands.err()).isZero();
    assertThat(commands.out()).startsWith("encoder [" + name + "], kind [onnx], width 24, ");
    return folder.resolve("encoders").resolve(name);
  }

  private int importOnnx(Path graph, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("encoder", "import-onnx", graph.toString(), "--license", LICENSE));
    arguments.addAll(List.of("--tokenizer", folder.resolve("tokenizer.json").toString()));
    arguments.addAll(List.of("--out", folder.resolve("encoders").resolve(name).toString()));
    arguments.addAll(List.of(more));
    return commands.run(arguments.toArray(String[]::new));
  }

  private static String[] trained(String model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--model", model));
    arguments.addAll(
        List.of(
            "--epochs 4 --batch-size 32 --learning-rate 0.01 --embedding-weight-decay 1 --dropout 0"
                .split(" ")));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private void run(String command, String... more) {
    assertThat(ctrRank(command, more)).as(commands.err()).isZero();
  }

  private int ctrRank(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    return commands.run(withData(arguments));
  }

  private String[] withData(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return arguments.toArray(String[]::new);
  }

  private String auc(String name) {
    Matcher row = Pattern.compile("(?m)^" + name + " +1 +([0-9.]+)").matcher(commands.out());
    assertThat(row.find()).as(commands.out()).isTrue();
    return row.group(1);
  }
}
