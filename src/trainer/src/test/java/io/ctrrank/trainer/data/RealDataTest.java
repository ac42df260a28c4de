package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The data set that the repository ships, read as the commands read it. */
final class RealDataTest {
  private static final Path DATA = Path.of("..", "..", "models", "data");

  private static Dataset dataset;
  private static double seconds;

  @BeforeAll
  static void read() throws DataException {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    dataset =
        MovieLens.read(
            DATA.resolve("ml-latest-small"),
            DATA.resolve("ranklens-movie-metadata").resolve("movies.json"));
    seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
  }

  @Test
  void read_shippedData_hasItsPublishedSizes() {
    assertThat(dataset.catalogue().size()).isEqualTo(9742);
    assertThat(dataset.train().size() + dataset.validation().size() + dataset.test().size())
        .isEqualTo(100_836);
    assertThat(dataset.catalogue().items())
        .filteredOn(item -> !item.overview().isEmpty())
        .hasSize(2497);
  }

  @Test
  void read_shippedData_takesLessThanFiveSecondsOfProcessorTime() {
    assertThat(seconds).isLessThan(5);
  }

  @Test
  void itemText_filmWithOverview_joinsTitleGenresAndOverview() {
    assertThat(dataset.itemTexts().get(dataset.catalogue().indexOf("3")))
        .startsWith("Grumpier Old Men (1995) | Comedy, Romance | A family wedding reignites");
  }

  @Test
  void baseRate_shippedData_isThatOfTheTrainingPart() {
    assertThat(dataset.baseRate()).isCloseTo(0.48, within(0.03));
  }
}
