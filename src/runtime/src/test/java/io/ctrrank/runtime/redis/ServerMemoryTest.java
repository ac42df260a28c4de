package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerMemoryTest {
  @Test
  void of_info_isWhatItSays() {
    assertThat(
            ServerMemory.of(
                "# Server\r\nrun_id:abc\r\n# Memory\r\nmaxmemory:4096\r\n"
                    + "maxmemory_human:4K\r\nmaxmemory_policy:volatile-lfu\r\n"))
        .isEqualTo(new ServerMemory("abc", "4096", "volatile-lfu"));
    assertThat(ServerMemory.of("redis_version:7\r\n"))
        .isEqualTo(new ServerMemory("", "unknown", "unknown"));
  }

  @Test
  void warning_whatLosesOrRefuses_saysWhatToSet() {
    assertThat(new ServerMemory("r", "1", "noeviction").warning().orElseThrow())
        .contains("[noeviction]", "takes neither vectors nor events", "[volatile-lfu]");
    assertThat(new ServerMemory("r", "1", "allkeys-lru").warning().orElseThrow())
        .contains("[allkeys-lru]", "drops users", "[volatile-lfu]");
    assertThat(new ServerMemory("r", "0", "volatile-lfu").warning().orElseThrow())
        .contains("[maxmemory] is [0]");
  }

  @Test
  void warning_fineOrUnknown_none() {
    assertThat(new ServerMemory("r", "1", "volatile-ttl").warning()).isEmpty();
    assertThat(ServerMemory.UNKNOWN.warning()).isEmpty();
  }
}
