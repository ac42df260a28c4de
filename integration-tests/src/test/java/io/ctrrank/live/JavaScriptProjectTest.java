package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A machine without Node.js skips the example, one that must have it fails. */
final class JavaScriptProjectTest {
  @TempDir private Path empty;

  @Test
  void install_withoutNodeJs_skipsTheTestWithAReason() {
    assertThatThrownBy(() -> JavaScriptProject.install(empty, Map.of("PATH", empty.toString())))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("programs [node, npm] are not on the path");
  }

  @Test
  void install_withoutNodeJsInContinuousIntegration_fails() {
    assertThatThrownBy(
            () -> JavaScriptProject.install(empty, Map.of("PATH", empty.toString(), "CI", "true")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("install Node.js 20.18.1 or later");
  }
}
