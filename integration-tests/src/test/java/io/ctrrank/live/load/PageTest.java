package io.ctrrank.live.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.ctrrank.live.node.NodeClient;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static final String WHOLE = "{'timed_out': false, '_shards': {'failed': 0}, ";

  @Test
  void of_predictionsInOrder_isWell() {
    Page page = Page.of(answer(200, hits("0.9", "0.5", "0.5", "0.1")), Scale.PCTR);

    assertThat(page.failure()).isEmpty();
    assertThat(page.mixture()).isEmpty();
    assertThat(page.degradations()).isEmpty();
    assertThat(page.hits()).hasSize(4);
  }

  @Test
  void of_firstPassScoreAmongPredictions_isMixed() {
    Page page = Page.of(answer(200, hits("4700000000.0", "0.5")), Scale.PCTR);

    assertThat(page.mixture().orElseThrow()).contains("4700000000.0", "is not of scale PCTR");
  }

  @Test
  void of_predictionWithoutItsBid_isMixed() {
    String bid = "'_source': {'bid': 500000.0}";
    String paid = "{'_score': 250000.0, " + bid + "}";

    assertThat(Page.of(answer(200, body(paid, paid)), Scale.ECPM).mixture()).isEmpty();
    assertThat(
            Page.of(answer(200, body(paid, "{'_score': 0.5, " + bid + "}")), Scale.ECPM).mixture())
        .isPresent();
  }

  @Test
  void of_noNumberOrWrongOrder_isMixed() {
    assertThat(Page.of(answer(200, hits("'NaN'")), Scale.PCTR).mixture()).isPresent();
    assertThat(Page.of(answer(200, hits("0.2", "0.3")), Scale.PCTR).mixture().orElseThrow())
        .contains("higher than [0.2]");
  }

  @Test
  void of_notWhole_isFailed() {
    assertThat(Page.of(answer(500, "{'error': 'x'}"), Scale.PCTR).failure().orElseThrow())
        .contains("500");
    assertThat(Page.of(answer(200, hits("0.5").replace("false", "true")), Scale.PCTR).failure())
        .contains("timed out");
    assertThat(
            Page.of(answer(200, hits("0.5").replace("'failed': 0", "'failed': 1")), Scale.PCTR)
                .failure()
                .orElseThrow())
        .startsWith("shards failed");
    assertThat(Page.of(answer(200, hits()), Scale.PCTR).failure()).contains("no hits");
  }

  @Test
  void of_degradedAnswer_tellsEveryReason() {
    Page page =
        Page.of(answer(200, hits("0.5"), "fallback_majority, history_incomplete"), Scale.PCTR);

    assertThat(page.degradations())
        .containsExactlyInAnyOrder("fallback_majority", "history_incomplete");
  }

  private static String hits(String... scores) {
    String[] hits = new String[scores.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = "{'_score': " + scores[i] + "}";
    }
    return body(hits);
  }

  private static String body(String... hits) {
    return WHOLE + "'hits': {'hits': [" + String.join(", ", hits) + "]}}";
  }

  private static NodeClient.Answer answer(int status, String body, String... degraded) {
    return new NodeClient.Answer(
        status,
        HttpHeaders.of(Map.of(Page.DEGRADED, List.of(degraded)), (name, value) -> true),
        JsonParser.parseString(body.replace('\'', '"')));
  }
}
