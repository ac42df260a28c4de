package io.ctrrank.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
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
  void intervalOfImpressions_isToldAtOnceAndWhenItChanges() {
    ClusterSettings cluster = cluster(Settings.EMPTY);
    List<TimeValue> told = new ArrayList<>();
    new DynamicSettings(cluster).watchImpressionsInterval(told::add);

    cluster.applySettings(Settings.builder().put("ctr.impressions.interval", "5s").build());

    assertThat(told).containsExactly(TimeValue.timeValueSeconds(1), TimeValue.timeValueSeconds(5));
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
