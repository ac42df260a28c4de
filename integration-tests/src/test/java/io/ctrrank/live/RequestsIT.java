package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.console.ConsoleFile;
import io.ctrrank.live.console.ConsoleRequest;
import io.ctrrank.live.rest.RestAnswer;
import io.ctrrank.live.rest.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The requests of docs/requests.console, in their order, on a real node. */
@ExtendWith(ApiNode.Shared.class)
final class RequestsIT {
  private static final Path FILE = Path.of("../docs/requests.console");
  private static final String TEMPLATE = "/_index_template/ctr-events";

  @Test
  void requests_inTheirOrder_answerAsTheFileSays(ApiNode node) throws Exception {
    Map<String, String> before = ApiNodeState.of(node.client());
    RestClient client = new RestClient(node.client());

    List<ConsoleRequest> requests = ConsoleFile.parse(Files.readString(FILE, UTF_8));
    try {
      sendAll(node, client, requests);
    } catch (IOException | AssertionError e) {
      // What comes last tidies up; the tests after this one want the node as it was.
      for (ConsoleRequest request : requests) {
        if (request.method().equals("DELETE") || request.target().endsWith("/_stop")) {
          client.send(request.toSend());
        }
      }
      throw e;
    }

    assertThat(ApiNodeState.of(node.client())).isEqualTo(before);
    assertThat(node.log()).doesNotContain("NotEntitledException");
  }

  @Test
  void clicks_comeAfterTheLookAtTheirTemplate() throws IOException {
    List<String> targets =
        ConsoleFile.parse(Files.readString(FILE, UTF_8)).stream()
            .map(ConsoleRequest::target)
            .filter(target -> target.equals(TEMPLATE) || target.startsWith("/ctr-clicks/"))
            .toList();

    assertThat(targets).startsWith(TEMPLATE).hasSizeGreaterThan(1);
  }

  private static void sendAll(ApiNode node, RestClient client, List<ConsoleRequest> requests)
      throws IOException, InterruptedException {
    for (ConsoleRequest request : requests) {
      awaitWhatItNeeds(node, request);
      RestAnswer answer = client.send(request.toSend());
      assertThat(answer.status())
          .as(
              "line [%s], %s %s: %s",
              request.line(), request.method(), request.target(), answer.text())
          .matches(status -> request.status().map(status::equals).orElse(answer.succeeded()));
      if (request.status().isEmpty()) {
        // Of a bulk, and of one of several searches, which answer 200 all the same.
        assertThat(answer.text())
            .as("line [%s]", request.line())
            .doesNotContain("\"errors\":true", "\"error\":{");
      }
    }
  }

  /** A person takes longer to go on than the node takes for what it does in the background. */
  private static void awaitWhatItNeeds(ApiNode node, ConsoleRequest request)
      throws IOException, InterruptedException {
    if (request.target().equals(TEMPLATE)) {
      node.client().await(TEMPLATE);
    } else if (request.target().contains("/_report")) {
      node.client().await("/ctr-impressions/_count");
    }
  }
}
