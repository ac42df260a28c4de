package io.ctrrank.trainer.kddcup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.kddcup.synthetic.LogShape;
import io.ctrrank.trainer.kddcup.synthetic.SyntheticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KddDatasetTest {
  private static final UserSample ALL = new UserSample(1, 1);

  @TempDir Path folder;

  @Test
  void read_weightedRow_isAsManyImpressionsAndClicks() throws Exception {
    write("2 5 9 10 2 3 1 5 6 7 8 100", "0 1 9 11 3 3 1 5 6 8 8 100", "1 1 9 11 3 3 1 5 6 8 8 0");

    Dataset dataset = KddDataset.read(folder, ALL, Tolerance.DEFAULT, ReadListener.SILENT);

    List<Impression> rows =
        Stream.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())
            .flatMap(List::stream)
            .toList();
    assertThat(rows).hasSize(6).allMatch(row -> row.user().equals("100"));
    assertThat(rows.stream().filter(row -> row.item().equals("10"))).hasSize(5);
    assertThat(rows.stream().filter(Impression::click)).hasSize(2);
  }

  @Test
  void read_impressionsOfOneRow_doNotSeeEachOther() throws Exception {
    write("1 4 9 10 2 3 1 5 6 7 8 100", "0 1 9 11 3 3 1 5 6 8 8 100");

    Dataset dataset = KddDataset.read(folder, ALL, Tolerance.DEFAULT, ReadListener.SILENT);

    ExampleSet train = dataset.train();
    assertThat(train.size()).isEqualTo(4);
    for (int row = 0; row < train.size(); row++) {
      assertThat(train.historyLength(row)).isZero();
    }
    ExampleSet test = dataset.test();
    assertThat(test.size()).isEqualTo(1);
    assertThat(test.historyLength(0)).isEqualTo(4);
  }

  @Test
  void read_ad_hasItsAdvertiserAndTheFirstWordsOfItsFirstTitle() throws Exception {
    write("1 2 9 10 2 3 1 5 6 7 8 100", "0 1 9 10 2 3 1 5 6 8 8 100", "0 1 9 11 3 3 1 5 6 99 8 1");

    Dataset dataset = KddDataset.read(folder, ALL, Tolerance.DEFAULT, ReadListener.SILENT);

    assertThat(dataset.catalogue().item(0).categories())
        .containsExactly("advertiser-2", "word-4", "word-5", "word-4", "word-6", "word-7");
    assertThat(dataset.catalogue().item(1).categories()).containsExactly("advertiser-3");
  }

  @Test
  void read_generatedFiles_hasTheImpressionsThatTheStatisticsCount() throws Exception {
    SyntheticFiles.write(
        folder, LogShape.of(2, 20_000).withClickRate(0.2), true, (file, lines, of) -> {});
    UserSample sample = new UserSample(0.3, 4);

    Dataset dataset = KddDataset.read(folder, sample, Tolerance.DEFAULT, ReadListener.SILENT);
    RowStatistics rows =
        RowStatistics.read(folder, Optional.of(sample), Tolerance.DEFAULT, ReadListener.SILENT);

    assertThat(dataset.catalogue().size()).isEqualTo((int) rows.ads());
    assertThat(dataset.train().size() + dataset.validation().size() + dataset.test().size())
        .isEqualTo((int) rows.impressions());
  }

  @Test
  void read_onlySkips_hasNothingToLearnFrom() throws IOException {
    write("0 4 9 10 2 3 1 5 6 7 8 100", "0 1 9 11 3 3 1 5 6 8 8 100");

    assertThatThrownBy(() -> KddDataset.read(folder, ALL, Tolerance.DEFAULT, ReadListener.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("users of the sample: ")
        .hasMessageContaining("expected both clicks and non-clicks to learn from");
  }

  private void write(String... rows) throws IOException {
    Files.writeString(
        folder.resolve("training.txt"), String.join("\n", rows).replace(' ', '\t') + "\n");
    Files.writeString(folder.resolve("titleid_tokensid.txt"), "7\t4|5|4|6|7|8\n8\t9\n");
  }
}
