package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.rescore.ReaderWindows.Key;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReaderWindowsTest {
  private final ReaderWindows windows = new ReaderWindows();

  @Test
  void windows_areToldApartByResolutionPositionAndTrace() {
    windows.put(new Key("r", 0, null), window("a"));
    windows.put(new Key("r", 1, null), window("b"));
    windows.put(new Key("s", 0, "t"), window("c"));

    assertThat(model(new Key("r", 0, null))).isEqualTo("a");
    assertThat(model(new Key("r", 1, null))).isEqualTo("b");
    assertThat(windows.get(new Key("s", 0, null))).isNull();
    assertThat(windows.traced("t")).extracting(KeptWindow::model).containsExactly("c");
  }

  @Test
  void removedWindows_areGone() {
    windows.put(new Key("r", 0, null), window("a"));
    windows.put(new Key("s", 0, "t"), window("b"));
    windows.put(new Key("s", 1, "t"), window("c"));
    windows.put(new Key("s", 0, "u"), window("d"));

    windows.remove(new Key("r", 0, null));
    windows.removeTraced("t");

    assertThat(windows.size()).isEqualTo(1);
    assertThat(windows.traced("u")).hasSize(1);
  }

  @Test
  void moreThanTheMost_theOldestGo() {
    for (int i = 0; i < ReaderWindows.MOST + 3; i++) {
      windows.put(new Key("r" + i, 0, null), window("m" + i));
    }

    assertThat(windows.size()).isEqualTo(ReaderWindows.MOST);
    assertThat(windows.get(new Key("r2", 0, null))).isNull();
    assertThat(model(new Key("r3", 0, null))).isEqualTo("m3");
  }

  private String model(Key key) {
    KeptWindow window = windows.get(key);
    return window == null ? "" : window.model();
  }

  private static KeptWindow window(String model) {
    Candidates candidates =
        new Candidates(Models.manifest(BundleFixtures.din("din")).schema(), new int[0]);
    return new KeptWindow(
        model,
        "digest",
        Optional.empty(),
        false,
        ScoredWindow.predicted(
            candidates, new float[0], ScoreFormula.of(RankBy.CTR), new float[0], Calibration.NONE));
  }
}
