package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The page in a real browser, where one is installed ({@code apt-get install chromium}). */
final class ReportPageInChromiumTest {
  private static final int PLOTS = 3;

  @TempDir private Path folder;

  private Chromium chromium() {
    return Chromium.require(folder, System.getenv());
  }

  @Test
  void page_isDrawnAndCanBeRead_inLightAndInDark() throws Exception {
    DrawnPage.thenIsSeen(
        chromium(), new ReportPage(SampleReport.of("e1", "control", "b", "c")).html(), PLOTS);
  }

  @Test
  void names_thatAreMarkup_doNotRun() throws Exception {
    String evil = "<script>document.title = 'taken over'</script>";

    String dom = chromium().dom(new ReportPage(SampleReport.of(evil, evil, "b")).html());

    assertThat(dom)
        .contains("<title>Experiment &lt;script&gt;document.title = 'taken over'", "</main>")
        .doesNotContain("<script");
  }

  @Test
  void withoutABrowser_testsAreSkipped_butNotWhereItMustBeThere() {
    Map<String, String> nowhere = Map.of("PATH", folder.toString());
    Map<String, String> required =
        Map.of("PATH", folder.toString(), "CTR_RANK_CHROMIUM", "required");

    assertThatThrownBy(() -> Chromium.require(folder, nowhere))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("nobody looks at the page of reports; install it");
    assertThat(Chromium.isThere(nowhere)).isFalse();
    assertThatThrownBy(() -> Chromium.require(folder, required))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chromium is not on the path");
    assertThatThrownBy(() -> Chromium.isThere(required)).isInstanceOf(IllegalStateException.class);
  }
}
