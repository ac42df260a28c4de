package io.ctrrank.core.behavior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BehaviorSequenceTest {
  @Test
  void newest_keepsTheHead() {
    BehaviorSequence sequence =
        new BehaviorSequence(
            List.of(BehaviorEvent.click("a"), BehaviorEvent.click("b"), BehaviorEvent.click("c")));
    assertThat(sequence.newest(2).events())
        .extracting(BehaviorEvent::item)
        .containsExactly("a", "b");
    assertThat(sequence.newest(9)).isSameAs(sequence);
  }

  @Test
  void emptyItemId_isRefused() {
    assertThatThrownBy(() -> BehaviorEvent.click(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give the item's id");
  }
}
