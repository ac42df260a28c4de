package io.ctrrank.core.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProfileTextTest {
  private static final Map<String, ProfileText.Item> ITEMS =
      Map.of(
          "1", new ProfileText.Item("Heat", List.of("Crime", "Action")),
          "2", new ProfileText.Item("Ronin", List.of("Action")),
          "3", new ProfileText.Item("Clueless", List.of("Comedy")));

  @Test
  void clicksAndSkips_standApartWithCategoriesByFrequency() {
    assertThat(
            write(
                BehaviorEvent.click("1"),
                BehaviorEvent.click("2"),
                new BehaviorEvent("3", 0, BehaviorEvent.SKIP)))
        .isEqualTo("likes Action, Crime | liked Heat, Ronin | did not like Clueless");
  }

  @Test
  void unknownItemsAndEmptySequence_leaveNothing() {
    assertThat(write(BehaviorEvent.click("99"))).isEmpty();
    assertThat(write()).isEmpty();
  }

  @Test
  void repeatedItem_isNamedOnce() {
    assertThat(write(BehaviorEvent.click("2"), BehaviorEvent.click("2")))
        .isEqualTo("likes Action | liked Ronin");
  }

  private static String write(BehaviorEvent... events) {
    return ProfileText.write(
        new BehaviorSequence(List.of(events)), ITEMS::get, BehaviorEvent.CLICK::equals);
  }
}
