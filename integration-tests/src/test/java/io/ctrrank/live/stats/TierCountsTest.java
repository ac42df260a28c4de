package io.ctrrank.live.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

final class TierCountsTest {
  @Test
  void shares_ofWhatHappenedBetweenTwoReadings_addUp() {
    TierCounts before = new TierCounts(10, 10, 5, 1, 5, 100, 3);
    TierCounts since = new TierCounts(70, 50, 25, 9, 20, 300, 23).since(before);

    assertThat(since).isEqualTo(new TierCounts(60, 40, 20, 8, 15, 200, 20));
    assertThat(since.inProcessShare()).isEqualTo(0.6);
    assertThat(since.redisShare()).isEqualTo(0.2);
    assertThat(since.encoderShare()).isEqualTo(0.2);
    assertThat(since.fallbackShare()).isEqualTo(0.1);
    assertThat(before.since(before).redisShare()).isNaN();
  }

  @Test
  void tiers_nodeWithoutRedis_countsNothingOfIt() {
    NodeCounts counts =
        new NodeCounts(
            JsonParser.parseString(
                    """
                    {"rescore": {"hits": 9, "fallbacks": {"late": 2, "no_text": 1}},
                     "tiers": {"in_process": {"hits": 4, "misses": 5}, "encoder": {"encoded": 5}}}
                    """)
                .getAsJsonObject());

    assertThat(counts.tiers()).isEqualTo(new TierCounts(4, 5, 0, 0, 5, 9, 3));
    assertThat(counts.fallbacks()).containsEntry("late", 2L);
  }
}
