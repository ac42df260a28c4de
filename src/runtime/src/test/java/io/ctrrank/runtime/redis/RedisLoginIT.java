package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static io.ctrrank.runtime.redis.Vectors.key;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserRetention;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.runtime.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, users and TLS. */
class RedisLoginIT {
  /** As docs/redis.md tells them. */
  static final String RIGHTS =
      "-@all +mget +evalsha +eval +get +set +pttl +persist +lrange +hmget +hget +hset +ping";

  private static final List<String> TLS_NAMES =
      List.of("tls-cert-file", "tls-key-file", "tls-ca-cert-file", "tls-auth-clients");

  /** Servers of a cluster talk to each other on a port 10,000 above. */
  private static final int LARGEST_WITH_A_BUS = 55_535;

  private static final Duration LONG = Duration.ofSeconds(20);

  private static final String RIGHTS_OF_WRITERS =
      "+exists +type +llen +lpush +ltrim +pexpire +hsetnx +hdel +hgetall +hkeys +del";

  @TempDir static Path folder;

  private static Certificates.Pem server;
  private static Certificates.Pem stranger;
  private static Certificates.Pem elsewhere;

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = Certificates.make(folder, "server", "IP:127.0.0.1");
    stranger = Certificates.make(folder, "stranger", "IP:127.0.0.1");
    elsewhere = Certificates.make(folder, "elsewhere", "IP:127.0.0.2");
  }

  @Test
  void password_rightOne_letsIn() {
    try (LocalRedis redis = LocalRedis.start("--requirepass", "secret")) {
      assertThat(status(redis, options -> options.password("secret"))).isEqualTo(StoreStatus.OK);
      assertThat(status(redis, options -> options.username("default").password("secret")))
          .isEqualTo(StoreStatus.OK);
    }
  }

  @Test
  void password_wrongOrNone_fails() {
    try (LocalRedis redis = LocalRedis.start("--requirepass", "secret")) {
      assertThat(status(redis, options -> options.password("guess"))).isEqualTo(StoreStatus.FAILED);
      assertThat(status(redis, options -> {})).isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void password_corrected_comesBackByItself() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store =
            Vectors.store(redis, options -> options.username("search").password("secret"))) {
      for (int i = 0; i < Breaker.FAILURES; i++) {
        assertThat(get(store)).isEqualTo(StoreStatus.FAILED);
      }
      Waiting.until(LONG, "it is left alone", () -> get(store) == StoreStatus.SUSPENDED);
      redis.command("ACL", "SETUSER", "search", "on", ">secret", "~*", "+@all");
      Waiting.until(LONG, "it lets us in", () -> get(store) == StoreStatus.OK);
    }
  }

  @Test
  void user_withTheDocumentedRights_mayDoEverythingThatTheStoreDoes() {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.command((Object[]) ("ACL SETUSER search on >secret ~ctr:* " + RIGHTS).split(" "));
      redis.command("HSET", "ctr:user:{u1}", "profile", "text");
      try (RedisStore store =
          Vectors.store(redis, options -> options.username("search").password("secret"))) {
        assertThat(store.put(List.of(filled(1, 1)))).isEqualTo(StoreStatus.OK);
        assertThat(store.put(List.of(Vectors.preloaded(1, 0)))).isEqualTo(StoreStatus.OK);
        assertThat(store.put(List.of(filled(1, 2)))).isEqualTo(StoreStatus.OK);
        Vectors.assertIsItem(Vectors.get(store, key(1)).vectors().getFirst(), 1);
        assertThat(store.putVector("u1", "e1", Vectors.vector(1, 1))).isEqualTo(StoreStatus.OK);
        assertThat(
                store
                    .user("u1", 5, Optional.of("e1"), Deadline.after(Duration.ofSeconds(5)))
                    .vector())
            .isNotNull();
        assertThat(store.ping()).isEqualTo(StoreStatus.OK);
      }
      assertThat(
              status(
                  redis,
                  options -> options.username("search").password("secret").keyPrefix("theirs")))
          .isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void user_withTheDocumentedRightsOfWriters_mayDoEverythingThatWritesUsers() {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.command(
          (Object[])
              ("ACL SETUSER search on >secret ~ctr:* " + RIGHTS + " " + RIGHTS_OF_WRITERS)
                  .split(" "));
      try (RedisStore store =
          Vectors.store(redis, options -> options.username("search").password("secret"))) {
        UserStateStore users = store.userStates();
        UserRetention retention = new UserRetention(2, Duration.ofMinutes(1), 1);
        for (long time : List.of(20L, 30L, 10L, 25L)) {
          List<BehaviorEvent> event = List.of(new BehaviorEvent("1", time, "click"));
          assertThat(users.append("u1", event, retention).status()).isEqualTo(StoreStatus.OK);
        }
        UserState state = requireNonNull(users.state("u1", 9).value()).orElseThrow();
        assertThat(
                users
                    .putMadeProfile(
                        "u1",
                        requireNonNull(state.life()),
                        new MadeProfile("text", 1, 1),
                        "e1",
                        Vectors.vector(1, 1))
                    .value())
            .isTrue();
        assertThat(users.putProfile("u1", "own", retention).status()).isEqualTo(StoreStatus.OK);
        assertThat(users.putProfile("u1", null, retention).status()).isEqualTo(StoreStatus.OK);
        assertThat(users.delete("u1").value()).isPresent();
        assertThat(users.forget(List.of(key(1)))).isEqualTo(StoreStatus.OK);
      }
    }
  }

  @Test
  void tls_certificateOfTheAuthority_isSpoken() throws Exception {
    int tlsPort = freePort();
    try (LocalRedis redis = startTls(server, tlsPort)) {
      Consumer<RedisOptions.Builder> tls =
          options -> options.port(tlsPort).tls(new RedisTls(Optional.of(server.certificate())));
      assertThat(status(redis, tls)).isEqualTo(StoreStatus.OK);
      try (RedisStore store =
          Vectors.store(
              redis,
              options -> {
                tls.accept(options);
                options.timeout(LONG);
              })) {
        Vectors.fill(store, 10_000);
        List<?> found = store.get(Vectors.keys(10_000), Deadline.after(LONG)).vectors();
        assertThat(found).hasSize(10_000).doesNotContainNull();
      }
    }
  }

  @Test
  void tls_frozen_endsByTheDeadline() throws Exception {
    int tlsPort = freePort();
    try (LocalRedis redis = startTls(server, tlsPort);
        RedisStore store =
            Vectors.store(
                redis,
                options ->
                    options
                        .port(tlsPort)
                        .timeout(Duration.ofMillis(50))
                        .tls(new RedisTls(Optional.of(server.certificate()))))) {
      assertThat(store.ping()).isEqualTo(StoreStatus.OK);
      redis.freeze();
      for (int i = 0; i < Breaker.FAILURES; i++) {
        long start = System.nanoTime();
        assertThat(store.get(Vectors.keys(10_000), Deadline.after(Duration.ofSeconds(5))).status())
            .isEqualTo(StoreStatus.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      }
      redis.thaw();
    }
  }

  @Test
  void tls_certificateOfAnotherHostOrAuthority_fails() throws Exception {
    int tlsPort = freePort();
    try (LocalRedis redis = startTls(elsewhere, tlsPort)) {
      for (Optional<Path> authority :
          List.of(
              Optional.of(elsewhere.certificate()),
              Optional.of(stranger.certificate()),
              Optional.<Path>empty())) {
        assertThat(status(redis, options -> options.port(tlsPort).tls(new RedisTls(authority))))
            .isEqualTo(StoreStatus.FAILED);
      }
    }
  }

  @Test
  void tls_serverThatSpeaksNone_fails() throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      assertThat(
              status(
                  redis, options -> options.tls(new RedisTls(Optional.of(server.certificate())))))
          .isIn(StoreStatus.FAILED, StoreStatus.TIMEOUT);
    }
  }

  @Test
  void tls_sentinels_areAskedByIt() throws Exception {
    int tlsPort = freePort();
    List<String> lines = new ArrayList<>(List.of("tls-port " + tlsPort));
    for (int i = 0; i < TLS_NAMES.size(); i++) {
      lines.add(TLS_NAMES.get(i) + " " + tlsValues(server).get(i));
    }
    try (LocalRedis master = LocalRedis.start()) {
      lines.add("sentinel monitor ads " + master.host() + " " + master.port() + " 1");
      try (LocalRedis sentinel = startSentinel(lines)) {
        RedisTls tls = new RedisTls(Optional.of(server.certificate()));
        RedisLogin login = new RedisLogin(Optional.empty(), Optional.empty(), Optional.of(tls));
        RedisAddress address = new RedisAddress(sentinel.host(), tlsPort);
        assertThat(status(new RedisServers.Sentinels("ads", List.of(address), login)))
            .isEqualTo(StoreStatus.OK);
        assertThat(status(new RedisServers.Sentinels("ads", List.of(address), RedisLogin.OPEN)))
            .isIn(StoreStatus.FAILED, StoreStatus.TIMEOUT);
      }
    }
  }

  @Test
  void tls_cluster_isSpokenToAllServers() throws Exception {
    int tlsPort = freePort();
    while (tlsPort > LARGEST_WITH_A_BUS) {
      tlsPort = freePort();
    }
    try (LocalRedis redis =
        startTls(server, tlsPort, "--cluster-enabled", "yes", "--tls-cluster", "yes")) {
      List<Object> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(0, SlotTable.SLOTS).forEach(words::add);
      redis.command(words.toArray());
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (!redis.text("CLUSTER", "INFO").contains("cluster_state:ok")
          && System.nanoTime() - end < 0) {
        Thread.sleep(20);
      }
      RedisServers cluster =
          new RedisServers.Cluster(List.of(new RedisAddress(redis.host(), tlsPort)));
      RedisOptions.Builder options =
          RedisOptions.builder(cluster)
              .timeout(Duration.ofSeconds(5))
              .connectTimeout(Duration.ofSeconds(5))
              .tls(new RedisTls(Optional.of(server.certificate())));
      try (RedisStore store = new RedisStore(options.build(), Vectors.EXECUTOR)) {
        Vectors.fill(store, 300);
        Vectors.assertIsItem(Vectors.get(store, key(7)).vectors().getFirst(), 7);
        assertThat(store.stats().servers())
            .extracting(RedisServerStats::address)
            .containsExactly(redis.host() + ":" + tlsPort);
      }
    }
  }

  @Test
  void tls_authoritiesThatAreNone_areRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (Path file : List.of(text, empty, folder.resolve("missing.pem"))) {
      RedisOptions options =
          RedisOptions.builder("localhost").tls(new RedisTls(Optional.of(file))).build();
      assertThatThrownBy(() -> new RedisStore(options, Vectors.EXECUTOR).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("redis certificate authorities [" + file + "] ")
          .hasMessageEndingWith("expected PEM");
    }
  }

  private static LocalRedis startTls(Certificates.Pem server, int tlsPort, String... more) {
    assumeTls();
    List<String> settings = new ArrayList<>(List.of(more));
    settings.addAll(List.of("--tls-port", Integer.toString(tlsPort)));
    for (int i = 0; i < TLS_NAMES.size(); i++) {
      settings.addAll(List.of("--" + TLS_NAMES.get(i), tlsValues(server).get(i)));
    }
    return LocalRedis.start(settings.toArray(String[]::new));
  }

  private static LocalRedis startSentinel(List<String> lines) {
    assumeTls();
    return LocalRedis.startSentinel(lines);
  }

  private static void assumeTls() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"),
        "only this platform's embedded server was built with TLS");
  }

  private static List<String> tlsValues(Certificates.Pem server) {
    String certificate = server.certificate().toString();
    return List.of(certificate, server.key().toString(), certificate, "no");
  }

  private static StoreStatus status(RedisServers servers) {
    RedisOptions.Builder options =
        RedisOptions.builder(servers)
            .timeout(Duration.ofSeconds(5))
            .connectTimeout(Duration.ofSeconds(4));
    try (RedisStore store = new RedisStore(options.build(), Vectors.EXECUTOR)) {
      return get(store);
    }
  }

  private static StoreStatus status(LocalRedis redis, Consumer<RedisOptions.Builder> change) {
    try (RedisStore store = Vectors.store(redis, change)) {
      return get(store);
    }
  }

  private static StoreStatus get(RedisStore store) {
    return Vectors.get(store, key(1)).status();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
