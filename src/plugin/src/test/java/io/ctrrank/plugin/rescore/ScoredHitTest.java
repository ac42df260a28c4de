package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.search.SearchHit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ScoredHitTest {
  private static final double BID = 0.1 + 0.2;

  @Test
  void shortForm_overTheWire_isWhatTheLogSays_toTheBit() throws IOException {
    Candidates candidates = candidates();
    candidates.setBid(0, BID);
    candidates.setItem(0, "i7", 0);
    KeptWindow predicted =
        kept(
            ScoredWindow.predicted(
                    candidates,
                    new float[] {3},
                    ScoreFormula.of(RankBy.ECPM),
                    new float[] {-1.7f},
                    Calibration.NONE)
                .withModelTime(1_234_567));
    KeptWindow prior =
        kept(
            ScoredWindow.prior(
                candidates(),
                new float[] {3},
                ScoreFormula.of(RankBy.CTR),
                1 / 3.0,
                Degradation.INFERENCE_BUSY));
    for (KeptWindow window : List.of(predicted, prior)) {
      ScoredHit scored = window.scored(0);

      assertThat(sent(scored.toList())).contains(scored);
      assertThat(ScoredHit.read(scored.toList())).as("on its own node").contains(scored);
      assertThat(sent(window.log(0, false))).contains(scored);
    }
    ScoredHit hit = predicted.scored(0);
    assertThat(hit.item()).isEqualTo("i7");
    assertThat(hit.rankBy()).isEqualTo("ecpm");
    assertThat(hit.bid()).isEqualTo(BID);
    assertThat(hit.eCpm()).isEqualTo(hit.pCtr() * BID);
    assertThat(hit.score()).isEqualTo((float) (hit.pCtr() * BID));
    assertThat(hit.modelMillis()).isEqualTo(1.235);
    assertThat(hit.vector()).isEqualTo("none");
    assertThat(hit.degraded()).isNull();
    assertThat(prior.scored(0).degraded()).isEqualTo("inference_busy");
    assertThat(prior.scored(0).modelMillis()).as("no model ran").isNull();
  }

  /** What another release writes there is passed over, not half read. */
  @Test
  void anythingElse_isNothing() {
    for (Object other :
        List.of(
            "short",
            List.of(),
            List.of("msd", "digest"),
            Arrays.asList(new Object[11]),
            Map.of(),
            Map.of("model", "msd"))) {
      assertThat(ScoredHit.read(other)).as("%s", other).isEmpty();
    }
  }

  /** No search fails by what another release writes in the place of a text or a number. */
  @Test
  void memberOfAnotherKind_isNotThere() {
    List<Object> members = Arrays.asList("msd", 1, 2, 3, 0.5f, 0.25, 6, "7", "8", "9", 10);

    assertThat(ScoredHit.read(members))
        .contains(new ScoredHit("msd", null, null, null, 0.5f, 0.25, null, null, null, null, null));
  }

  @Test
  void hit_tellsOfEachRescorerInTheirOrder() {
    ScoredHit first = new ScoredHit("a", "d", null, "ctr", 1, 0.5, null, null, null, null, null);
    ScoredHit second = new ScoredHit("b", "d", null, "ctr", 2, 0.5, null, null, null, null, null);
    SearchHit hit = SearchHit.unpooled(1, "1");

    assertThat(ScoredHit.of(hit)).isEmpty();
    hit.setDocumentField(
        new DocumentField(CtrLogPhase.LOG_FIELD, List.of(first.toList(), second.toList())));
    assertThat(ScoredHit.of(hit)).containsExactly(first, second);
  }

  private static Optional<ScoredHit> sent(Object value) throws IOException {
    try (BytesStreamOutput out = new BytesStreamOutput()) {
      out.writeGenericValue(value);
      return ScoredHit.read(requireNonNull(out.bytes().streamInput().readGenericValue()));
    }
  }

  private static Candidates candidates() {
    return new Candidates(Models.manifest(BundleFixtures.din("din")).schema(), new int[1]);
  }

  private static KeptWindow kept(ScoredWindow window) {
    return new KeptWindow("msd", "digest", Optional.empty(), false, window);
  }
}
