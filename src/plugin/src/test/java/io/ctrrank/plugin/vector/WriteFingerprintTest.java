package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WriteFingerprintTest {

  @Test
  void sameShardAndWrite_giveTheSameFingerprint() {
    assertThat(WriteFingerprint.ofShard("u1", 1).of(3, 1))
        .isEqualTo(WriteFingerprint.ofShard("u1", 1).of(3, 1));
  }

  @Test
  void otherWritesShardsAndIndices_giveOtherFingerprints() {
    Set<Long> seen = new HashSet<>();
    for (String uuid : new String[] {"u1", "u2", "1u", "K7pD2mZ1QxWm0bq8M2Tz3A"}) {
      for (int shard = 0; shard < 20; shard++) {
        WriteFingerprint fingerprint = WriteFingerprint.ofShard(uuid, shard);
        for (long number = 0; number < 2_000; number++) {
          assertThat(seen.add(fingerprint.ofVersion(number))).as(uuid + number).isTrue();
          for (long term = 1; term < 4; term++) {
            assertThat(seen.add(fingerprint.of(number, term))).as(uuid + number).isTrue();
          }
        }
      }
    }
  }

  /** Fingerprints lie in caches that outlive a process: they must not change between releases. */
  @Test
  void fingerprint_isAFixedFunction() {
    WriteFingerprint fingerprint = WriteFingerprint.ofShard("K7pD2mZ1QxWm0bq8M2Tz3A", 0);
    assertThat(fingerprint.ofVersion(1)).isEqualTo(-248925512807738403L);
    assertThat(fingerprint.of(0, 1)).isEqualTo(-8047204373506639533L);
  }
}
