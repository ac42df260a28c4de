package io.ctrrank.live.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonFileTest {
  private record Figures(String name, double known, double unknown, Duration time) {}

  @Test
  void of_aNumberThatIsNone_isLeftOut() {
    String json = JsonFile.of(List.of(new Figures("msd", 1.5, Double.NaN, Duration.ofMillis(20))));
    assertThat(json.replaceAll("\\s", ""))
        .isEqualTo("[{\"name\":\"msd\",\"known\":1.5,\"time\":\"20ms\"}]");
  }
}
