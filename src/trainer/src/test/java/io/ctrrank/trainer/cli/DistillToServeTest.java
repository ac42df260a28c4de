package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.StudentListener;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chain on small data: teacher, student, low-rank additions with clicks, the served encoder.
 */
final class DistillToServeTest {
  private static final String QUICK = "--epochs 3 --layers 1 --rank 2 --batch-size 8";

  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
    StringBuilder knowledge = new StringBuilder();
    StringBuilder pairs = new StringBuilder("phrase,other,same\n");
    for (int film = 1; film <= SmallData.FILMS; film++) {
      boolean comedy = film % 2 == 0;
      knowledge.append(
          "{\"id\": %d, \"explicit\": [\"%s\"], \"implicit\": [\"%s\", \"film number %d\"]}\n"
              .formatted(
                  film,
                  comedy ? "comedy" : "war drama",
                  comedy ? "lowbrow fun" : "sad soldiers",
                  film));
    }
    pairs.append("comedy,funny film,1\nwar drama,drama about war,1\n");
    pairs.append("comedy,war drama,0\nlowbrow fun,sad soldiers,0\n");
    Files.writeString(folder.resolve("items.jsonl"), knowledge);
    Files.writeString(folder.resolve("pairs.csv"), pairs);
  }

  @Test
  void chain_distilledTunedExported_servesTheEncoderItMade() throws Exception {
    Path student = folder.resolve("student");
    run("distill", "--student", "both", "--out", student.toString(), quick());

    assertThat(commands.out())
        .contains("items to train, validate and test; 4 phrases to choose from")
        .containsPattern("(?m)^nearest item +0\\.75 .*$")
        .containsPattern("(?m)^student +equal .*$")
        .containsPattern("(?m)^student, written +0\\.60 .*$");
    assertThat(Files.readString(student.resolve("predictions.md"))).contains("| implicit | ");
    assertThat(Files.readString(student.resolve("encoder.json")))
        .contains("Distilled from an application's own knowledge of items, whose owner says")
        .doesNotContain("films");
    Map<String, ItemKnowledge> said = KnowledgeReader.records(student.resolve("items.jsonl"));
    assertThat(said).hasSize(SmallData.FILMS);
    EncoderFiles released = EncoderFiles.unpack(folder.resolve("work"));
    byte[] base = Files.readAllBytes(released.encoder());
    byte[] distilled = Files.readAllBytes(student.resolve(ModelManifest.ENCODER));
    EncoderDelta additions = EncoderDelta.read(student.resolve(EncoderDelta.FILE));
    assertThat(additions.additions()).hasSize(6);
    assertThat(Sha256.of(additions.mergedInto(base))).isEqualTo(Sha256.of(distilled));

    String[] through = {"--encoder", student.toString()};
    run(
        "train",
        "--model msd --encoder-tuning top-lora --epochs 1 --batch-size 64".split(" "),
        through);
    assertThat(commands.err())
        .containsPattern(
            "texts passed the tuned encoder in [\\d,]+ steps: [\\d,]+ a second of a core");
    Path checkpoint = folder.resolve("work/checkpoints/msd-top-lora-encoder-distilled-seed1");
    run("export", new String[] {checkpoint.toString()}, through, out("models"));
    assertThat(commands.out()).contains("vectors of freshly encoded texts within");
    Path bundle = folder.resolve("models/msd");

    // The bundle names this release's encoder and what is to be added; the build merges it.
    EncoderDelta both = EncoderDelta.read(bundle.resolve(EncoderDelta.FILE));
    byte[] served = both.mergedInto(base);
    assertThat(Sha256.of(served)).isNotEqualTo(Sha256.of(distilled));
    Files.write(bundle.resolve(ModelManifest.ENCODER), served);
    BundleFile encoder = Bundle.open(bundle).manifest().files().get(ModelManifest.ENCODER);
    assertThat(encoder)
        .isEqualTo(
            new BundleFile(
                Sha256.of(served),
                served.length,
                released.artifact(),
                Optional.of(EncoderDelta.FILE)));
    run("evaluate", new String[] {bundle.toString()}, new String[] {"--draws", "1"});
  }

  @Test
  void distill_byDefault_saysWordsOfTheTextToo() throws Exception {
    Path student = folder.resolve("student");
    run("distill", "--out", student.toString(), quick());

    JsonObject told =
        JsonParser.parseString(Files.readString(student.resolve("student.json"))).getAsJsonObject();
    assertThat(told.getAsJsonObject("options").get("spanWeight").getAsDouble()).isEqualTo(1);
    JsonObject f1 = told.getAsJsonObject("validation_f1").getAsJsonObject("student");
    assertThat(f1.getAsJsonObject("equal").keySet())
        .contains("micro", "macro", "explicit", "implicit", "explicit_recall");
    Map<String, ItemKnowledge> said = KnowledgeReader.records(student.resolve("items.jsonl"));
    assertThat(said.values()).allMatch(own -> !own.explicit().isEmpty());
    run("distill", "--student", "set", "--out", folder.resolve("set").toString(), quick());
    assertThat(folder.resolve("set").resolve(EncoderDelta.FILE))
        .isRegularFile()
        .satisfies(
            other ->
                assertThat(Files.readAllBytes(other))
                    .isNotEqualTo(Files.readAllBytes(student.resolve(EncoderDelta.FILE))));
  }

  @Test
  void export_int8Weights_servesThatEncoder() throws Exception {
    run("train", "--model msd --epochs 1 --batch-size 64".split(" "));
    String checkpoint = folder.resolve("work/checkpoints/msd-seed1").toString();
    run("export", checkpoint, "--encoder-weights", "int8", out("models"));

    assertThat(commands.out())
        .containsPattern("encoder int8: 2\\d\\.\\d MB in place of 90\\.4; cosine to float32 0\\.99")
        .contains("vectors of freshly encoded texts within");
    Path bundle = folder.resolve("models/msd");
    assertThat(Files.size(bundle.resolve(ModelManifest.ENCODER))).isLessThan(30_000_000);
    assertThat(Files.readString(bundle.resolve("MODEL_CARD.md")))
        .contains("These are the figures of the model with its encoder in float32.");
    run("evaluate", bundle.toString(), "--against", checkpoint, "--draws", "1");
    assertThat(commands.run(words("export", checkpoint, "--encoder-weights", "int4"))).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("ctr-rank: --encoder-weights is [int4]; expected one of [float32, int8]");
  }

  @Test
  void distill_placebo_teachesOtherPhrases() throws IOException {
    for (String name : List.of("student", "again")) {
      run("distill", "--out", folder.resolve(name).toString(), quick());
    }
    run("distill", "--placebo", "--out", folder.resolve("placebo").toString(), quick());

    byte[] taught = Files.readAllBytes(folder.resolve("student").resolve(EncoderDelta.FILE));
    assertThat(folder.resolve("again").resolve(EncoderDelta.FILE)).hasBinaryContent(taught);
    assertThat(Files.readAllBytes(folder.resolve("placebo").resolve(EncoderDelta.FILE)))
        .isNotEqualTo(taught);
  }

  @Test
  void student_madeOfOtherPairsOrKnowledge_isMadeAgain() throws Exception {
    StringWriter told = new StringWriter();
    Terminal terminal = new Terminal(new PrintWriter(told), new PrintWriter(told), false);
    List<String> distill = new ArrayList<>(List.of(words(("distill " + QUICK).split(" "))));
    distill.removeFirst();
    StudentRuns students =
        new StudentRuns(new TorchStudentTrainer(), folder, digest(), distill, terminal);
    students.student("small", List.of());
    assertThat(told.toString()).doesNotContain("is there");
    students.student("small", List.of());
    assertThat(told.toString()).contains("student [" + folder.resolve("small") + "] is there");

    Files.writeString(folder.resolve("pairs.csv"), "comedy,sad,0\n", StandardOpenOption.APPEND);
    told.getBuffer().setLength(0);
    students.student("small", List.of());
    assertThat(told.toString()).doesNotContain("is there");
    Path knowledge = folder.resolve("items.jsonl");
    Files.writeString(knowledge, Files.readString(knowledge).replace("sad", "brave"));
    students.student("small", List.of());
    assertThat(told.toString()).doesNotContain("is there");
  }

  private String digest() throws DataException {
    return MovieLens.read(folder.resolve("data")).digest();
  }

  @Test
  void distill_stopped_goesOnAndGivesTheSameStudent() throws Exception {
    run("distill", out("whole"), quick());
    Path student = folder.resolve("student");
    Path unfinished = folder.resolve("student.unfinished");

    assertThat(commands.run(stoppedIn(3), distill(out("student"), quick()))).isNotZero();
    assertThat(student).doesNotExist();
    assertThat(unfinished).isRegularFile();
    run("distill", out("student"), quick());

    assertThat(commands.err()).contains("goes on after epoch 2: best validation F1 0.");
    assertThat(unfinished).doesNotExist();
    for (String file : List.of(EncoderDelta.FILE, StudentFolder.PHRASES)) {
      assertThat(student.resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void distill_stateOfAnotherStudentOrRestart_startsAfresh() throws Exception {
    String[] set = {"--student", "set"};
    assertThat(commands.run(stoppedIn(2), distill(set, out("student"), quick()))).isNotZero();

    int exitCode =
        commands.run(stoppedIn(2), distill(set, out("student"), quick(), "--dropout", "0"));

    assertThat(exitCode).isNotZero();
    assertThat(commands.err())
        .contains("is of other options, data or code; training starts afresh")
        .doesNotContain("goes on");
    run("distill", set, out("student"), quick(), "--dropout", "0", "--restart");
    assertThat(commands.err()).doesNotContain("goes on", "afresh");
  }

  private String[] distill(Object... arguments) {
    return words(flat("distill", arguments));
  }

  /** Fails in the first step of an epoch, from 2. */
  private static StudentTrainer stoppedIn(int epoch) {
    return (lesson, options, unfinished, listener) ->
        new TorchStudentTrainer()
            .train(
                lesson,
                options,
                unfinished,
                new StudentListener() {
                  private int epochs;

                  @Override
                  public void noted(String message) {
                    listener.noted(message);
                  }

                  @Override
                  public void resumed(Point point) {
                    listener.resumed(point);
                  }

                  @Override
                  public void step(long step, long lastStep, double loss) {
                    if (epochs == epoch - 1) {
                      throw new IllegalStateException("stopped");
                    }
                  }

                  @Override
                  public void evaluated(int number, PhraseF1 validation, boolean best) {
                    epochs = number;
                  }
                });
  }

  @Test
  void distill_wrongOptions_areOneLine() throws IOException {
    String out = folder.resolve("student").toString();
    assertThat(commands.run(words("distill", "--out", out, "--student", "poet"))).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("ctr-rank: --student is [poet]; expected one of [set, spans, sequence, both]");
    assertThat(commands.run(words("distill", "--out", out, "--layers", "7"))).isEqualTo(1);
    assertThat(commands.err()).contains("layers to train are [7] but the encoder has [6]");
    Files.writeString(folder.resolve("pairs.csv"), "phrase,other,same\na,b,yes\n");
    assertThat(commands.run(words("distill", "--out", out))).isEqualTo(1);
    assertThat(commands.err())
        .contains("pairs.csv]")
        .contains("same is [yes]; expected [0] or [1]");
    Files.writeString(folder.resolve("items.jsonl"), "");
    assertThat(commands.run(words("distill", "--out", out))).isEqualTo(1);
    assertThat(folder.resolve("student")).doesNotExist();
  }

  private String[] quick() {
    return QUICK.split(" ");
  }

  private String[] out(String name) {
    return new String[] {"--out", folder.resolve(name).toString()};
  }

  private void run(String command, Object... arguments) {
    int exitCode = commands.run(words(flat(command, arguments)));
    assertThat(exitCode).as(commands.err()).isZero();
  }

  private static String[] flat(String command, Object... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    for (Object argument : arguments) {
      all.addAll(argument instanceof String[] many ? List.of(many) : List.of((String) argument));
    }
    return all.toArray(String[]::new);
  }

  private String[] words(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--data",
            folder.resolve("data").toString(),
            "--metadata",
            "none",
            "--work",
            folder.resolve("work").toString(),
            "--knowledge",
            folder.resolve("items.jsonl").toString()));
    if (arguments[0].equals("distill")) {
      all.addAll(List.of("--pairs", folder.resolve("pairs.csv").toString()));
    }
    return all.toArray(String[]::new);
  }
}
