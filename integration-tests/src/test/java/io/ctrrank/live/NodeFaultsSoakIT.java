package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.soak.FaultTimes;
import io.ctrrank.live.soak.NodeFaults;
import io.ctrrank.live.soak.NodeFaults.Outcome;
import io.ctrrank.live.soak.ServedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every node is killed and frozen under searches, the elected master and Redis too. {@code
 * soak.rounds}, {@code soak.threads} and {@code soak.seed} change how much.
 */
@Tag("soak")
final class NodeFaultsSoakIT {
  private static final NodeFaults.Plan PLAN =
      new NodeFaults.Plan(
          Integer.getInteger("soak.rounds", 2),
          Integer.getInteger("soak.threads", 2),
          new ServedCluster.Plan(1_000, 200, "1mb"),
          Long.getLong("soak.seed", 1),
          new FaultTimes(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMinutes(10)));

  @Test
  void search_nodesKilledAndFrozen_failsOnlyWhereAnySearchMay() throws Exception {
    List<Outcome> outcomes =
        new NodeFaults(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(PLAN);
    System.out.println(table(outcomes) + "\n  " + Machine.describe());
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/node-faults.json"), outcomes);

    assertThat(outcomes).hasSize(PLAN.rounds() * 8);
    for (Outcome outcome : outcomes) {
      String problems = outcome.recovery() + ": " + outcome.load().problems();
      assertThat(outcome.load().searches()).isPositive();
      assertThat(outcome.load().unexplained()).as(problems).isZero();
      assertThat(outcome.load().mixed()).as(problems).isZero();
      assertThat(outcome.recovery().complete()).as(problems).isTrue();
    }
  }

  private static Table table(List<Outcome> outcomes) {
    Table table =
        new Table(
            "fault",
            ">for s",
            ">well after s",
            ">searches",
            ">failed",
            ">a node gone",
            ">mixed",
            ">degraded",
            ">p99 ms",
            ">control",
            ">failed");
    for (Outcome outcome : outcomes) {
      table.row(
          outcome.recovery().fault(),
          seconds(outcome.recovery().faultSeconds()),
          seconds(outcome.recovery().recoverySeconds()),
          Long.toString(outcome.load().searches()),
          Long.toString(outcome.load().failed()),
          Long.toString(outcome.load().nodesGone()),
          Long.toString(outcome.load().mixed()),
          Long.toString(outcome.load().degraded()),
          Percentiles.cell(outcome.load().latency().p99()),
          Long.toString(outcome.control().searches()),
          Long.toString(outcome.control().failed()));
    }
    return table;
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
