package io.ctrrank.core.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class Fp16Test {
  @Test
  void roundTrip_isExactForHalvesAndRoundsOthersToNearest() {
    float[] vector = {1, -0.5f, 0.1f, 65504};
    float[] rounded = Fp16.decode(Fp16.encode(vector));
    assertThat(rounded[0]).isEqualTo(1);
    assertThat(rounded[1]).isEqualTo(-0.5f);
    assertThat(rounded[2]).isEqualTo(0.099975586f);
    assertThat(rounded[3]).isEqualTo(65504);
    assertThat(Fp16.decode(Fp16.encode(rounded))).containsExactly(rounded);
  }

  @Test
  void isFinite_beyondTheLargestHalf_isFalse() {
    assertThat(Fp16.isFinite(Fp16.encode(new float[] {0, -65504, 1e-8f}))).isTrue();
    for (float beyond : new float[] {Float.NaN, 70_000, Float.NEGATIVE_INFINITY}) {
      assertThat(Fp16.isFinite(Fp16.encode(new float[] {1, beyond}))).isFalse();
    }
  }
}
