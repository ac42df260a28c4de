package io.ctrrank.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.settings.UserSettings.ProfileSource;
import io.ctrrank.runtime.store.UserRetention;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.junit.jupiter.api.Test;

final class UserSettingsTest {
  @Test
  void defaults_keepFiveHundredEventsForNinetyDaysAndMakeNoProfiles() {
    UserSettings settings = new UserSettings(cluster(Settings.EMPTY));

    assertThat(settings.retention()).isEqualTo(new UserRetention(500, Duration.ofDays(90), 16));
    assertThat(settings.profileSource()).isEmpty();
  }

  @Test
  void changes_areFollowed() {
    ClusterSettings cluster = cluster(Settings.EMPTY);
    UserSettings settings = new UserSettings(cluster);
    Settings.Builder changes =
        Settings.builder()
            .put("ctr.user.max_events", 9)
            .put("ctr.user.ttl", "1h")
            .put("ctr.user.profile.refresh_events", 4)
            .put("ctr.user.profile.model", "live");

    cluster.applySettings(changes.build());
    assertThat(settings.profileSource()).as("no index").isEmpty();
    cluster.applySettings(changes.putList("ctr.user.profile.index", "a", "b").build());

    assertThat(settings.retention()).isEqualTo(new UserRetention(9, Duration.ofHours(1), 4));
    assertThat(settings.profileSource()).contains(new ProfileSource("live", List.of("a", "b")));
  }

  @Test
  void wrongValues_areRefused() {
    assertRefused("ctr.user.max_events", "0");
    assertRefused("ctr.user.max_events", "10001");
    assertRefused("ctr.user.ttl", "10ms");
    assertRefused("ctr.user.profile.refresh_events", "0");
  }

  private static void assertRefused(String key, String value) {
    Settings node = Settings.builder().put(key, value).build();
    assertThatThrownBy(() -> new UserSettings(cluster(node)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  private static ClusterSettings cluster(Settings node) {
    return new ClusterSettings(node, Set.copyOf(UserSettings.all()));
  }
}
