package io.ctrrank.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.onnx.Device;
import java.time.Duration;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.junit.jupiter.api.Test;

final class CtrSettingsTest {

  @Test
  void nothingSet_givesTheDefaults() {
    Settings node = Settings.builder().put(EsExecutors.NODE_PROCESSORS_SETTING.getKey(), 1).build();

    assertThat(CtrSettings.of(node))
        .isEqualTo(
            new CtrSettings(
                Device.CPU, 1, 1_000, 64L << 20, 1, 2L << 30, Duration.ofSeconds(1), true, 1));
  }

  @Test
  void everythingSet_isRead() {
    Settings node =
        Settings.builder()
            .put("ctr.encoder.device", "cuda:1")
            .put("ctr.encoder.threads", 3)
            .put("ctr.encoder.queue_size", 7)
            .put("ctr.cache.size", "5mb")
            .build();

    CtrSettings settings = CtrSettings.of(node);

    assertThat(settings.device()).isEqualTo(Device.cuda(1));
    assertThat(settings.encoderThreads()).isEqualTo(3);
    assertThat(settings.encoderQueueSize()).isEqualTo(7);
    assertThat(settings.cacheBytes()).isEqualTo(5L << 20);
  }

  @Test
  void cacheAsShareOfTheHeap_isRead() {
    Settings node = Settings.builder().put("ctr.cache.size", "10%").build();

    assertThat(CtrSettings.of(node).cacheBytes())
        .isCloseTo(
            Runtime.getRuntime().maxMemory() / 10,
            org.assertj.core.data.Percentage.withPercentage(1));
  }

  @Test
  void unknownDevice_isRefused() {
    Settings node = Settings.builder().put("ctr.encoder.device", "tpu").build();

    assertThatThrownBy(() -> CtrSettings.of(node))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[tpu]");
  }

  @Test
  void noThreads_isRefused() {
    Settings node = Settings.builder().put("ctr.encoder.threads", 0).build();

    assertThatThrownBy(() -> CtrSettings.of(node))
        .hasMessageContaining("[ctr.encoder.threads] must be >= 1");
  }
}
