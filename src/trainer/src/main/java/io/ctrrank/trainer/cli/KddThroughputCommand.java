package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.kddcup.ReadingSpeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ctr-rank kdd throughput}. */
@Command(
    name = "throughput",
    description = {
      "Measure how fast training rows are read, and in how much memory.",
      "",
      "One thread reads all rows and every column of them. After every so many rows it tells rows a"
          + " second of processor time (of one core, whatever else the machine does) and of wall"
          + " time, and the heap that is left after a collection."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank kdd generate --out target/kdd20m --rows 20000000",
      "  ctr-rank kdd throughput target/kdd20m",
    })
final class KddThroughputCommand implements Callable<Integer> {
  private static final double MEBIBYTE = 1 << 20;

  private final Terminal terminal;

  @Mixin private KddReadOptions read = new KddReadOptions();

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Rows between two measurements. Default: " + ReadingSpeed.EVERY)
  private long every = ReadingSpeed.EVERY;

  KddThroughputCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException {
    if (every < 1) {
      throw new WrongUsageException("--every is [" + every + "]; expected [1] or more");
    }
    ReadingSpeed speed;
    try (FileReading reading = new FileReading(terminal)) {
      speed = ReadingSpeed.measure(read.folder(), read.tolerance(), every, reading);
    }
    List<List<String>> cells = new ArrayList<>();
    for (ReadingSpeed.Stretch stretch : speed.stretches()) {
      cells.add(cells(String.format(Locale.ROOT, "%,d", stretch.lastRow()), stretch));
    }
    cells.add(cells("all", speed.all()));
    terminal.result(
        new TextTable(List.of("rows up to", "rows/s of a core", "rows/s", "live heap MiB"), cells)
            .plain());
    speed
        .peakResidentBytes()
        .ifPresent(
            bytes ->
                terminal.result(
                    String.format(
                        Locale.ROOT, "peak resident memory %.0f MiB%n", bytes / MEBIBYTE)));
    return 0;
  }

  private static List<String> cells(String name, ReadingSpeed.Stretch stretch) {
    return List.of(
        name,
        String.format(Locale.ROOT, "%,.0f", stretch.rows() / stretch.processorSeconds()),
        String.format(Locale.ROOT, "%,.0f", stretch.rows() / stretch.seconds()),
        String.format(Locale.ROOT, "%.1f", stretch.liveBytes() / MEBIBYTE));
  }
}
