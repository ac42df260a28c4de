package io.ctrrank.live.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SimulatedBidsTest {
  @Test
  void draw_sameSeed_givesSameBids() {
    assertThat(SimulatedBids.draw(100, 7)).isEqualTo(SimulatedBids.draw(100, 7));
    assertThat(SimulatedBids.draw(100, 7)).isNotEqualTo(SimulatedBids.draw(100, 8));
  }

  @Test
  void draw_manyItems_isLogNormalAroundHalfInCents() {
    double[] bids = SimulatedBids.draw(20_000, 7);
    Arrays.sort(bids);

    assertThat(bids[bids.length / 2]).isBetween(0.48, 0.52);
    assertThat(bids[0]).isGreaterThanOrEqualTo(0.01);
    assertThat(Arrays.stream(bids).allMatch(bid -> Math.rint(bid * 100) / 100 == bid)).isTrue();
    assertThat(Arrays.stream(bids).average().orElseThrow()).isBetween(0.57, 0.63);
  }
}
