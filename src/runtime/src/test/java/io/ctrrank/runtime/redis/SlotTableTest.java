package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotTableTest {
  private static final RedisAddress ASKED = new RedisAddress("here", 7);

  @Test
  void slot_keysOfTheSpecification_areTheirs() {
    // Both are examples of the documentation of CLUSTER KEYSLOT.
    assertThat(SlotTable.slot("somekey".getBytes(UTF_8))).isEqualTo(11_058);
    assertThat(SlotTable.slot("foo{hash_tag}".getBytes(UTF_8))).isEqualTo(2_515);
  }

  @Test
  void of_ranges_areTheirMasters() {
    SlotTable table =
        SlotTable.of(
            List.of(range(0, 99, "a", 1), range(200, 300, "b", 2), range(301, 301, "", 3)), ASKED);
    assertThat(table.master(0)).isEqualTo(new RedisAddress("a", 1));
    assertThat(table.master(99)).isEqualTo(new RedisAddress("a", 1));
    assertThat(table.master(100)).isNull();
    assertThat(table.master(200)).isEqualTo(new RedisAddress("b", 2));
    assertThat(table.master(301))
        .as("a server that knows no host")
        .isEqualTo(new RedisAddress("here", 3));
    assertThat(table.masters()).hasSize(3);
  }

  @Test
  void of_serverOfUnknownHost_hasNothing() {
    assertThat(SlotTable.of(List.of(range(0, 9, "?", 1)), ASKED).masters()).isEmpty();
  }

  @Test
  void move_aSlot_isTheOthers() {
    SlotTable table = SlotTable.of(List.of(range(0, 9, "a", 1)), ASKED);
    table.move(5, ASKED);
    assertThat(table.master(4)).isEqualTo(new RedisAddress("a", 1));
    assertThat(table.master(5)).isEqualTo(ASKED);
  }

  @Test
  void of_whatIsNoTable_isRefused() {
    for (Object answer :
        Arrays.asList(
            null,
            "text",
            List.of("text"),
            List.of(List.of(0L, 1L)),
            List.of(range(-1, 1, "a", 1)),
            List.of(range(0, 16_384, "a", 1)),
            List.of(range(0, 1, "a", 0)),
            List.of(List.of(0L, 1L, List.of("a".getBytes(UTF_8)))))) {
      assertRefused(answer);
    }
  }

  private static void assertRefused(@Nullable Object answer) {
    assertThatThrownBy(() -> SlotTable.of(answer, ASKED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Object> range(long first, long last, String host, long port) {
    return List.of(first, last, List.of(host.getBytes(UTF_8), port, "id".getBytes(UTF_8)));
  }
}
