package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.soak.Drift;
import io.ctrrank.live.soak.ModelSwaps;
import io.ctrrank.live.soak.ServedCluster;
import io.ctrrank.live.soak.SteadyLoad;
import io.ctrrank.live.soak.SteadyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes hold no more after a long time, or after many models, than before. {@code soak.minutes},
 * {@code soak.swaps}, {@code soak.threads} and {@code soak.seed} change how much.
 */
@Tag("soak")
final class SteadySoakIT {
  private static final long MEGABYTE = 1 << 20;

  /** Of 768 MB of heap, and of the gigabyte that a process takes beside it. */
  private static final long MOST_HEAP = 64 * MEGABYTE;

  private static final long MOST_RESIDENT = 64 * MEGABYTE;
  private static final long MOST_DIRECT = 16 * MEGABYTE;
  private static final long MOST_THREADS = 8;
  private static final long MOST_FILES = 16;

  private static final int THREADS = Integer.getInteger("soak.threads", 4);
  private static final long SEED = Long.getLong("soak.seed", 1);

  @Test
  void nodes_underFullLoad_holdNoMoreInTheEndThanEarly() throws Exception {
    SteadyLoad.Plan plan =
        new SteadyLoad.Plan(
            Duration.ofMinutes(Integer.getInteger("soak.minutes", 20)),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            THREADS,
            new ServedCluster.Plan(1_000, 200, "128kb"),
            SEED);

    check(
        "steady",
        new SteadyLoad(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(plan));
  }

  @Test
  void nodes_afterManyModelSwaps_holdNoMoreThanEarly() throws Exception {
    ModelSwaps.Plan plan =
        new ModelSwaps.Plan(
            Integer.getInteger("soak.swaps", 1_000),
            10,
            200,
            Duration.ofSeconds(2),
            THREADS,
            new ServedCluster.Plan(1_000, 200, "1mb"),
            SEED);

    check(
        "swaps",
        new ModelSwaps(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(plan));
  }

  private static void check(String name, SteadyReport report) throws IOException {
    System.out.println(report.toTable());
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/" + name + ".json"), report);
    assertThat(report.load().failed()).as(report.load().problems().toString()).isZero();
    assertThat(report.load().mixed()).as(report.load().problems().toString()).isZero();
    for (Drift drift : report.drifts()) {
      assertThat(drift.heap()).as("heap of %s", drift).isLessThan(MOST_HEAP);
      assertThat(drift.resident()).as("memory of %s", drift).isLessThan(MOST_RESIDENT);
      assertThat(drift.direct()).as("direct buffers of %s", drift).isLessThan(MOST_DIRECT);
      assertThat(drift.threads()).as("threads of %s", drift).isLessThan(MOST_THREADS);
      assertThat(drift.files()).as("files of %s", drift).isLessThan(MOST_FILES);
    }
  }
}
