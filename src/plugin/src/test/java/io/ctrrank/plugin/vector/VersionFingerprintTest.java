package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VersionFingerprintTest {

  @Test
  void sameIndexAndVersion_giveTheSameFingerprint() {
    assertThat(VersionFingerprint.ofIndex("u1").ofVersion(3))
        .isEqualTo(VersionFingerprint.ofIndex("u1").ofVersion(3));
  }

  @Test
  void otherVersionsAndIndices_giveOtherFingerprints() {
    Set<Long> seen = new HashSet<>();
    for (String uuid : new String[] {"u1", "u2", "1u", "K7pD2mZ1QxWm0bq8M2Tz3A"}) {
      VersionFingerprint fingerprint = VersionFingerprint.ofIndex(uuid);
      for (long version = 0; version < 10_000; version++) {
        assertThat(seen.add(fingerprint.ofVersion(version))).as(uuid + version).isTrue();
      }
    }
  }

  /** Fingerprints lie in caches that outlive a process: they must not change between releases. */
  @Test
  void fingerprint_isAFixedFunction() {
    assertThat(VersionFingerprint.ofIndex("K7pD2mZ1QxWm0bq8M2Tz3A").ofVersion(1))
        .isEqualTo(-248925512807738403L);
  }
}
