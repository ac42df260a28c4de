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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A real browser, headless, that no page can make ask a server for anything. */
final class Chromium {
  /**
   * Environment variable: {@code required} where a browser must be there, {@code none} where the
   * one on the path does not run.
   */
  private static final String SWITCH = "CTR_RANK_CHROMIUM";

  private static final String REASON =
      "chromium is not on the path, so nobody looks at the page of reports; install it"
          + " (apt-get install chromium)";

  private static final int WIDTH = 1100;
  private static final String DARK = "--blink-settings=preferredColorScheme=0";

  private final Path program;
  private final Path folder;

  private Chromium(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * The browser of this machine. Without one the test is skipped, but not where variable {@value
   * #SWITCH} requires it: there it fails.
   *
   * @param folder an empty one
   * @param environment of this process
   */
  static Chromium require(Path folder, Map<String, String> environment) {
    assumeTrue(isThere(environment), REASON);
    return new Chromium(find(environment).orElseThrow(), folder);
  }

  /** Whether a test that needs a browser can run; an error where it must. */
  static boolean isThere(Map<String, String> environment) {
    boolean there = find(environment).isPresent();
    if (!there && "required".equals(environment.get(SWITCH))) {
      throw new IllegalStateException(REASON);
    }
    return there;
  }

  private static Optional<Path> find(Map<String, String> environment) {
    if ("none".equals(environment.get(SWITCH))) {
      return Optional.empty();
    }
    return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The document that the browser makes of a page. */
  String dom(String html) throws IOException, InterruptedException {
    return run(List.of("--dump-dom", write(html)));
  }

  /** What a page looks like, in light or in dark, down to a height. */
  BufferedImage screenshot(String html, boolean dark, int height)
      throws IOException, InterruptedException {
    Path picture = folder.resolve(dark ? "dark.png" : "light.png");
    run(arguments(dark, height, "--screenshot=" + picture, write(html)));
    return ImageIO.read(picture.toFile());
  }

  /** Where things are on a page, and how they are coloured. */
  PageLayout layout(String html, boolean dark) throws IOException, InterruptedException {
    return PageLayout.parse(
        run(arguments(dark, WIDTH, "--dump-dom", write(PageLayout.measured(html)))));
  }

  private static List<String> arguments(boolean dark, int height, String... more) {
    List<String> arguments = new ArrayList<>();
    if (dark) {
      arguments.add(DARK);
    }
    arguments.add("--hide-scrollbars");
    arguments.add("--window-size=" + WIDTH + "," + height);
    arguments.addAll(List.of(more));
    return arguments;
  }

  private String write(String html) throws IOException {
    return Files.writeString(folder.resolve("page.html"), html).toUri().toString();
  }

  private String run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("chromium does not end");
    }
    assertThat(process.exitValue()).as(Files.readString(err, UTF_8)).isZero();
    return Files.readString(out, UTF_8);
  }
}
