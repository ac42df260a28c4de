package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Parameter.Role;
import io.ctrrank.trainer.network.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsFileTest {
  @TempDir Path folder;

  @Test
  void read_parametersInAnotherOrder_areFoundByName() throws IOException {
    Path file = write(of("first", 1), of("second", 2));

    try (Weights read = new Weights(List.of(of("second", 0), of("first", 0)))) {
      WeightsFile.read(file, read);

      assertThat(read.values(read.parameters().get(0))).containsExactly(2, 2);
      assertThat(read.values(read.parameters().get(1))).containsExactly(1, 1);
    }
  }

  @Test
  void read_parameterOfAnotherNetwork_isNamed() throws IOException {
    Path file = write(of("first", 1), of("second", 2));

    try (Weights read = new Weights(List.of(of("first", 0), of("third", 0)))) {
      assertThatThrownBy(() -> WeightsFile.read(file, read))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("parameter [second] but the network has [third]");
    }
  }

  private Path write(Parameter... parameters) throws IOException {
    Path file = folder.resolve("weights.bin");
    try (Weights weights = new Weights(List.of(parameters))) {
      WeightsFile.write(file, weights);
    }
    return file;
  }

  private static Parameter of(String name, float value) {
    return new Parameters(1).values(name, Role.BIAS, new float[] {value, value}, 2);
  }
}
