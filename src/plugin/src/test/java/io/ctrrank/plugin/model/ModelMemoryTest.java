package io.ctrrank.plugin.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.plugin.testing.CountingBreaker;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ModelMemoryTest {
  private static final long MOST = 1_500;

  private final CountingBreaker breaker = new CountingBreaker(ModelMemory.BREAKER, MOST);
  private final ModelMemory memory = new ModelMemory(breaker);

  @Test
  void sharedEncoder_countsOnceUntilItsLastModelGoes() {
    ModelMemory.Reservation first = memory.reserve(manifest("a", 100, "e", 1_000));
    ModelMemory.Reservation second = memory.reserve(manifest("b", 200, "e", 1_000));

    assertThat(breaker.getUsed()).isEqualTo(1_300);
    assertThat(second.bytes()).isEqualTo(1_200);
    first.close();
    first.close();
    assertThat(breaker.getUsed()).isEqualTo(1_200);
    second.close();
    assertThat(breaker.getUsed()).isZero();
  }

  @Test
  void modelBeyondTheLimit_isRefusedAndTakesNothing() {
    ModelMemory.Reservation held = memory.reserve(manifest("a", 100, "e", 1_000));

    assertThatThrownBy(() -> memory.reserve(manifest("b", 1, "f", 1_000)))
        .isInstanceOf(CircuitBreakingException.class)
        .hasMessage(
            "model [b] needs [1001] bytes, of the [1500] of breaker [ctr_models] the models loaded"
                + " now use [1100]; delete a model, or raise [breaker.ctr_models.limit] on every"
                + " node");
    assertThat(breaker.getUsed()).isEqualTo(1_100);
    held.close();
    memory.reserve(manifest("b", 1, "f", 1_000)).close();
  }

  private static ModelManifest manifest(String id, long own, String encoder, long encoderBytes) {
    ModelManifest plain = Models.manifest(BundleFixtures.din(id));
    Map<String, BundleFile> files = new HashMap<>();
    files.put(ModelManifest.CTR_GRAPH, file(id, own));
    files.put(ModelManifest.ENCODER, file(encoder, encoderBytes));
    return new ModelManifest(
        id,
        plain.architecture(),
        plain.description(),
        plain.license(),
        plain.createdBy(),
        plain.schema(),
        plain.embedding(),
        plain.calibration(),
        plain.baseRate(),
        plain.metrics(),
        files);
  }

  private static BundleFile file(String content, long bytes) {
    return new BundleFile(
        Sha256.of(content.getBytes(UTF_8)), bytes, Optional.empty(), Optional.empty());
  }
}
