package io.ctrrank.live.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SearchLoadTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private NodeClient client;

  /** Answers every request with its body; one that says "fail" with 500. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add(Page.DEGRADED, "history_incomplete");
          boolean fails = new String(body, UTF_8).contains("fail\"");
          exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client = new NodeClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void end() {
    server.stop(0);
    threads.close();
  }

  @Test
  void run_severalThreads_countsWhatBecomesOfEverySearch() {
    LoadReport report =
        SearchLoad.run(
            client,
            4,
            100,
            number ->
                switch ((int) (number % 10)) {
                  case 0 -> search("{\"error\": \"fail\"}");
                  case 1 -> search(page("3e9"));
                  default -> search(page("0.5"));
                });

    assertThat(report.searches()).isEqualTo(100);
    assertThat(report.failed()).isEqualTo(10);
    assertThat(report.mixed()).isEqualTo(10);
    assertThat(report.degraded()).isEqualTo(100);
    assertThat(report.reasons()).containsEntry("history_incomplete", 100L);
    assertThat(report.problems()).hasSize(5);
    assertThat(report.latency().max()).isPositive();
  }

  @Test
  void run_nobodyThere_countsFailures() {
    server.stop(0);

    LoadReport report = SearchLoad.run(client, 2, 4, number -> search(page("0.5")));

    assertThat(report.failed()).isEqualTo(4);
  }

  @Test
  void stop_endlessLoad_ends() throws InterruptedException {
    try (SearchLoad load =
        SearchLoad.start(client, 2, Long.MAX_VALUE, number -> search(page("0.5")))) {
      while (load.answered() < 10) {
        Thread.sleep(1);
      }
      LoadReport report = load.stop();

      assertThat(report.searches()).isGreaterThanOrEqualTo(10).isEqualTo(load.answered());
      assertThat(report.failed()).isZero();
    }
  }

  private static LoadSearch search(String body) {
    return new LoadSearch("/ads/_search", body, Scale.PCTR);
  }

  private static String page(String score) {
    return "{\"timed_out\": false, \"_shards\": {\"failed\": 0}, \"hits\": {\"hits\": [{\"_score\": "
        + score
        + "}]}}";
  }
}
