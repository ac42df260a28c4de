package io.ctrrank.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.junit.jupiter.api.Test;

final class DynamicSettingsTest {
  @Test
  void defaults_areOnAndAHundredMilliseconds() {
    DynamicSettings settings = new DynamicSettings(cluster(Settings.EMPTY));

    assertThat(settings.enabled()).isTrue();
    assertThat(settings.searchTimeout()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void settingsOfTheNode_areRead() {
    Settings node =
        Settings.builder().put("ctr.enabled", false).put("ctr.search.timeout", "0").build();

    DynamicSettings settings = new DynamicSettings(cluster(node));

    assertThat(settings.enabled()).isFalse();
    assertThat(settings.searchTimeout()).isZero();
  }

  @Test
  void changes_areFollowedAndTakenBack() {
    ClusterSettings cluster = cluster(Settings.EMPTY);
    DynamicSettings settings = new DynamicSettings(cluster);

    cluster.applySettings(
        Settings.builder().put("ctr.enabled", false).put("ctr.search.timeout", "2s").build());
    assertThat(settings.enabled()).isFalse();
    assertThat(settings.searchTimeout()).isEqualTo(Duration.ofSeconds(2));

    cluster.applySettings(Settings.EMPTY);
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.searchTimeout()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void wrongValues_areRefused() {
    assertRefused("ctr.search.timeout", "-1", "ctr.search.timeout");
    assertRefused("ctr.search.timeout", "soon", "ctr.search.timeout");
    assertRefused("ctr.enabled", "perhaps", "perhaps");
  }

  private static void assertRefused(String key, String value, String message) {
    Settings node = Settings.builder().put(key, value).build();
    assertThatThrownBy(() -> new DynamicSettings(cluster(node)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static ClusterSettings cluster(Settings node) {
    return new ClusterSettings(node, Set.copyOf(DynamicSettings.all()));
  }
}
