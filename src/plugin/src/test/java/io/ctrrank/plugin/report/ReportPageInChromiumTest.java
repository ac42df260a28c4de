package io.ctrrank.plugin.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, headless, where one is installed ({@code apt install chromium}). */
final class ReportPageInChromiumTest {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 2600;

  @TempDir private Path folder;

  @BeforeEach
  void chromiumIsInstalled() {
    assumeTrue(chromium().isPresent(), "chromium is not on the path");
  }

  @Test
  void page_isDrawn_inLightAndInDark() throws Exception {
    BufferedImage light = screenshot("light", WIDTH);
    BufferedImage dark = screenshot("dark", WIDTH, "--blink-settings=preferredColorScheme=0");

    assertThat(brightness(light, 2, 2)).isGreaterThan(200);
    assertThat(brightness(dark, 2, 2)).isLessThan(60);
    // Something is drawn down to the last section.
    assertThat(distinctRows(light)).isGreaterThan(300);
    assertThat(distinctRows(dark)).isGreaterThan(300);
  }

  @Test
  void names_thatAreMarkup_doNotRun() throws Exception {
    String evil = "<script>document.title = 'taken over'</script>";
    Path page = write(new ReportPage(SampleReport.of(evil, evil, "b")).html());

    String dom = run("--dump-dom", page.toUri().toString());

    assertThat(dom)
        .contains("<title>Experiment &lt;script&gt;document.title = 'taken over'", "</main>")
        .doesNotContain("<script");
  }

  private BufferedImage screenshot(String name, int width, String... more) throws Exception {
    Path page = write(new ReportPage(SampleReport.of("e1", "control", "b", "c")).html());
    Path picture = folder.resolve(name + ".png");
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--hide-scrollbars");
    arguments.add("--window-size=" + width + "," + HEIGHT);
    arguments.add("--screenshot=" + picture);
    arguments.add(page.toUri().toString());
    run(arguments.toArray(String[]::new));
    return ImageIO.read(picture.toFile());
  }

  private Path write(String page) throws IOException {
    return Files.writeString(folder.resolve("report.html"), page);
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(chromium().orElseThrow().toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("chromium does not end");
    }
    assertThat(process.exitValue()).isZero();
    return Files.readString(out, UTF_8);
  }

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int brightness(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xff;
  }

  /** Rows of pixels that are not of one colour. */
  private static long distinctRows(BufferedImage picture) {
    long rows = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      boolean drawn = false;
      for (int x = 1; x < picture.getWidth() && !drawn; x++) {
        drawn = picture.getRGB(x, y) != picture.getRGB(0, y);
      }
      rows += drawn ? 1 : 0;
    }
    return rows;
  }
}
