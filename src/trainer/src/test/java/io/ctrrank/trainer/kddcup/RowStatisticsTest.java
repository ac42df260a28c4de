package io.ctrrank.trainer.kddcup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.kddcup.synthetic.LogShape;
import io.ctrrank.trainer.kddcup.synthetic.SyntheticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowStatisticsTest {
  @TempDir Path folder;

  @Test
  void read_knownRows_countsThem() throws Exception {
    rows("1 4 9 10 2 3 1 5 6 7 8 100", "0 1 9 10 2 3 2 5 6 7 8 100", "2 5 9 11 2 9 9 5 6 7 8 0");

    RowStatistics statistics = read(Optional.empty());

    assertThat(statistics.rows()).isEqualTo(3);
    assertThat(statistics.unknownUserRows()).isEqualTo(1);
    assertThat(statistics.clickedRows()).isEqualTo(2);
    assertThat(statistics.impressions()).isEqualTo(10);
    assertThat(statistics.clicks()).isEqualTo(3);
    assertThat(statistics.clickRate()).isCloseTo(0.3, within(1e-12));
    assertThat(statistics.users()).isEqualTo(1);
    assertThat(statistics.ads()).isEqualTo(2);
    assertThat(statistics.advertisers()).isEqualTo(1);
    assertThat(statistics.impressionsAt(1)).isEqualTo(4);
    assertThat(statistics.clicksAt(1)).isEqualTo(1);
    assertThat(statistics.impressionsAt(2)).isEqualTo(1);
    assertThat(statistics.impressionsAt(3)).isZero();
    assertThat(statistics.impressionsAt(RowStatistics.POSITIONS)).isEqualTo(5);
    assertThat(statistics.distinct(KddFile.QUERY_TOKENS)).isEqualTo(1);
  }

  @Test
  void read_sample_countsRowsOfItsUsersOnly() throws Exception {
    SyntheticFiles.write(folder, LogShape.of(5, 20_000), false, (file, lines, of) -> {});
    UserSample sample = new UserSample(0.1, 3);
    Set<Integer> users = new HashSet<>();
    Set<Integer> ads = new HashSet<>();
    long rows = 0;
    try (TrainingReader reader =
        TrainingReader.open(folder, Tolerance.DEFAULT, ReadListener.SILENT)) {
      while (reader.next()) {
        if (sample.holds(reader.user())) {
          rows++;
          users.add(reader.user());
          ads.add(reader.ad());
        }
      }
    }

    RowStatistics statistics = read(Optional.of(sample));

    assertThat(statistics.rows()).isEqualTo(rows).isPositive();
    assertThat(statistics.users()).isEqualTo(users.size());
    assertThat(statistics.ads()).isEqualTo(ads.size());
    assertThat(statistics.unknownUserRows()).isZero();
  }

  @Test
  void read_sampleWithoutRows_isRefused() throws IOException {
    rows("0 1 9 10 2 3 2 5 6 7 8 0");

    assertThatThrownBy(() -> read(Optional.of(new UserSample(1, 1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no row is of a user of the sample")
        .hasMessageContaining("take a larger share of users or another salt");
  }

  @Test
  void side_recordsOfOtherIds_areNotUsed() throws Exception {
    rows("0 1 9 10 2 3 2 5 6 7 8 100");
    Files.writeString(folder.resolve("titleid_tokensid.txt"), "7\t1|2|3\n8\t1\n");
    Files.writeString(folder.resolve("userid_profile.txt"), "99\t1\t1\n100\t1\t1\n101\t0\t6\n");
    RowStatistics statistics = read(Optional.empty());

    assertThat(side(KddFile.TITLE_TOKENS, statistics))
        .isEqualTo(new SideStatistics(KddFile.TITLE_TOKENS, 2, 1, 3));
    assertThat(side(KddFile.USER_PROFILES, statistics))
        .isEqualTo(new SideStatistics(KddFile.USER_PROFILES, 3, 1, 0));
  }

  @Test
  void idSet_anyIds_countsEachOnce() {
    IdSet ids = new IdSet();
    for (int id : new int[] {0, 63, 64, 65_535, 65_536, Integer.MAX_VALUE, 0, 64}) {
      ids.add(id);
    }

    assertThat(ids.size()).isEqualTo(6);
    assertThat(ids.holds(Integer.MAX_VALUE)).isTrue();
    assertThat(ids.holds(65_537)).isFalse();
    assertThat(ids.holds(1 << 30)).isFalse();
  }

  private RowStatistics read(Optional<UserSample> sample) throws DataException {
    return RowStatistics.read(folder, sample, Tolerance.DEFAULT, ReadListener.SILENT);
  }

  private SideStatistics side(KddFile file, RowStatistics rows) throws DataException {
    return SideStatistics.read(folder, file, rows, Tolerance.DEFAULT, ReadListener.SILENT);
  }

  private void rows(String... rows) throws IOException {
    Files.writeString(
        folder.resolve("training.txt"), String.join("\n", rows).replace(' ', '\t') + "\n");
  }
}
