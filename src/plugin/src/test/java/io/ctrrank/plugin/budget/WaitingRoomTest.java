package io.ctrrank.plugin.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.budget.WaitingRoom.Seat;
import org.junit.jupiter.api.Test;

final class WaitingRoomTest {
  private final WaitingRoom room = new WaitingRoom(2);

  @Test
  void tryEnter_everySeatTaken_isNullAtOnce() {
    try (Seat first = room.tryEnter();
        Seat second = room.tryEnter()) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(room.tryEnter()).isNull();
    }
    assertThat(room.tryEnter()).isNotNull();
  }
}
