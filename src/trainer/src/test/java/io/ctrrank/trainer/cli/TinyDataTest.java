package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.torch.TorchTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data with too little of something: it trains, is measured and exports, or is refused at once. */
final class TinyDataTest {
  private static final int FILMS = 30;

  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @Test
  void msd_noUserHasAProfile_trainsIsMeasuredAndExports() throws IOException {
    write(12, 10, "Film %d (%d)");

    assertTrainsAndExports("msd");
  }

  /** One user, whose only block of events ends behind the training part. */
  @Test
  void msd_oneProfileThatNoTrainingRowHas_trainsIsMeasuredAndExports() throws IOException {
    write(1, 24, "Film %d (%d)");

    assertTrainsAndExports("msd");
  }

  @Test
  void msd_oneTextForAllItems_trainsIsMeasuredAndExports() throws IOException {
    write(12, 20, "Film");

    assertTrainsAndExports("msd");
  }

  @Test
  void train_oneItem_isRefusedAtOnce() throws IOException {
    write(12, 1, "Film");

    assertThat(run("train", "--model", "msd")).isEqualTo(1);

    assertThat(commands.err())
        .contains("validation part has [0] impressions and [0] clicks; expected both clicks and");
  }

  @Test
  void train_knowledgeOfOtherItems_isRefusedForModelsThatReadIt() throws IOException {
    write(12, 20, "Film %d (%d)");
    Path knowledge =
        Files.writeString(
            folder.resolve("items.jsonl"),
            "{\"id\": 9001, \"explicit\": [\"war\"], \"implicit\": [\"oscars\"]}\n");

    for (String model : List.of("din-phrases", "msd")) {
      List<String> arguments = new ArrayList<>(List.of("train", "--model", model));
      arguments.addAll(List.of("--knowledge", knowledge.toString()));
      arguments.addAll(List.of("--item-knowledge", "implicit"));
      assertThat(run(arguments.toArray(String[]::new))).isNotZero();
      assertThat(commands.err())
          .contains(
              "knowledge ["
                  + knowledge
                  + "] has implicit phrases of [0] of the data's [30] items; expected some");
    }
  }

  private void assertTrainsAndExports(String model) {
    String options = "--epochs 3 --batch-size 32 --embedding-weight-decay 1";
    List<String> train = new ArrayList<>(List.of("train", "--model", model));
    train.addAll(List.of(options.split(" ")));
    assertThat(run(train.toArray(String[]::new))).as(commands.err()).isZero();
    String checkpoint = folder.resolve("work/checkpoints/" + model + "-seed1").toString();
    assertThat(run("evaluate", checkpoint, "--draws", "1")).as(commands.err()).isZero();
    assertThat(commands.out()).doesNotContain("NaN");
    String models = folder.resolve("models").toString();
    assertThat(run("export", checkpoint, "--out", models)).as(commands.err()).isZero();
  }

  /** Every user rates films one after another from a film of its own. */
  private void write(int users, int events, String title) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    StringBuilder movies = new StringBuilder("movieId,title,genres\n");
    for (int film = 1; film <= FILMS; film++) {
      movies.append(film + "," + title.formatted(film, 1960 + film) + ",Drama\n");
    }
    Files.writeString(data.resolve("movies.csv"), movies);
    Random random = new Random(2);
    StringBuilder ratings = new StringBuilder("userId,movieId,rating,timestamp\n");
    for (int user = 1; user <= users; user++) {
      for (int i = 0; i < events; i++) {
        int film = events == 1 ? 1 : 1 + (user * 7 + i) % FILMS;
        // Alternating at the end: both classes are in each part, also of one user alone.
        boolean liked = i > 12 ? i % 2 == 0 : random.nextBoolean();
        ratings.append(user + "," + film + "," + (liked ? "4.5" : "2.0") + "," + (1000 + i) + "\n");
      }
    }
    Files.writeString(data.resolve("ratings.csv"), ratings);
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return commands.run(arguments.toArray(String[]::new));
  }
}
