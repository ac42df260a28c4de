package io.ctrrank.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.runtime.redis.RedisAddress;
import io.ctrrank.runtime.redis.RedisLogin;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisServers;
import io.ctrrank.runtime.redis.RedisTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.settings.MockSecureSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ElasticsearchLogging.class)
final class RedisSettingsTest {
  private static final RedisAddress FIRST = new RedisAddress("a", 26_379);

  @TempDir private Path home;

  @Test
  void of_nothing_isNoRedis() {
    assertThat(of(Settings.builder())).isEmpty();
  }

  @Test
  void of_hostAlone_isASingleServer() {
    assertThat(servers(Settings.builder().put("ctr.redis.host", "r")))
        .isEqualTo(new RedisServers.Single(new RedisAddress("r", 6_379)));
  }

  @Test
  void of_sentinel_hasItsOwnLogin() {
    MockSecureSettings secrets = new MockSecureSettings();
    secrets.setString("ctr.redis.password", "data");
    secrets.setString("ctr.redis.sentinel.password", "watch");
    RedisOptions options =
        of(sentinel()
                .put("ctr.redis.sentinel.username", "watcher")
                .put("ctr.redis.tls.enabled", true)
                .put("ctr.redis.sentinel.tls.enabled", false)
                .setSecureSettings(secrets))
            .orElseThrow();
    assertThat(options.servers())
        .isEqualTo(
            new RedisServers.Sentinels(
                "ads",
                List.of(FIRST, new RedisAddress("b", 7)),
                new RedisLogin(Optional.of("watcher"), Optional.of("watch"), Optional.empty())));
    assertThat(options.login().password()).contains("data");
    assertThat(options.login().tls()).isPresent();
  }

  @Test
  void of_sentinelWithoutWordOnTls_speaksItAsTheServersDo() {
    RedisServers servers = servers(sentinel().put("ctr.redis.tls.enabled", true));
    assertThat(((RedisServers.Sentinels) servers).login().tls())
        .contains(new RedisTls(Optional.empty()));
  }

  @Test
  void of_cluster_isOfItsNodes() {
    assertThat(
            servers(
                Settings.builder()
                    .put("ctr.redis.mode", "cluster")
                    .putList("ctr.redis.nodes", "a", "b:7")))
        .isEqualTo(
            new RedisServers.Cluster(
                List.of(new RedisAddress("a", 6_379), new RedisAddress("b", 7))));
  }

  @Test
  void of_whatDoesNotFitTogether_isRefusedByName() {
    assertRefused(
        Settings.builder().putList("ctr.redis.nodes", "a"),
        "[ctr.redis.nodes] is set but [ctr.redis.mode] is [single], which does not read it; leave"
            + " it out, or set the mode");
    assertRefused(
        Settings.builder().put("ctr.redis.mode", "cluster").put("ctr.redis.host", "a"),
        "[ctr.redis.host] is set but [ctr.redis.mode] is [cluster], which does not read it; leave"
            + " it out, or set the mode");
    assertRefused(
        Settings.builder().put("ctr.redis.mode", "cluster"),
        "[ctr.redis.nodes] is [] but [ctr.redis.mode] needs it; expected a list of [host:port]");
    assertRefused(
        Settings.builder().put("ctr.redis.mode", "sentinel").putList("ctr.redis.nodes", "a"),
        "[ctr.redis.sentinel.master] is not set; expected the name that the Sentinels have for the"
            + " master");
    assertRefused(
        Settings.builder()
            .put("ctr.redis.mode", "cluster")
            .putList("ctr.redis.nodes", "a")
            .put("ctr.redis.database", 1),
        "[ctr.redis.database] is [1]; expected [0], the only one that a cluster has");
    assertRefused(
        sentinel().put("ctr.redis.sentinel.username", "u"),
        "[ctr.redis.sentinel.username] is [u] but [ctr.redis.sentinel.password] is not in the"
            + " keystore; add it");
    assertRefused(
        Settings.builder().put("ctr.redis.mode", "cluster").putList("ctr.redis.nodes", "a:b"),
        "redis address is [a:b]; expected [host:port]");
    assertThatThrownBy(() -> of(Settings.builder().put("ctr.redis.mode", "many")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Settings.Builder sentinel() {
    return Settings.builder()
        .put("ctr.redis.mode", "sentinel")
        .putList("ctr.redis.nodes", "a", "b:7")
        .put("ctr.redis.sentinel.master", "ads");
  }

  private RedisServers servers(Settings.Builder settings) {
    return of(settings).orElseThrow().servers();
  }

  private Optional<RedisOptions> of(Settings.Builder settings) {
    return RedisSettings.of(
        new Environment(settings.put("path.home", home.toString()).build(), home));
  }

  private void assertRefused(Settings.Builder settings, String message) {
    assertThatThrownBy(() -> of(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
