package io.ctrrank.live.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdsIndexTest {
  @Test
  void document_itemWithEverything_keepsCategoriesInTheSourcesOrder() {
    Item item = new Item("6", "Heat (1995)", List.of("Thriller", "Action"), 1995, "A heist.");

    assertThat(AdsIndex.document(item, 0.42))
        .hasToString(
            "{\"item_id\":\"6\",\"title\":\"Heat (1995)\",\"category\":[\"Thriller\",\"Action\"],"
                + "\"year\":1995,\"overview\":\"A heist.\",\"bid\":0.42}");
  }

  @Test
  void document_unknownYearAndOverview_leavesThemOut() {
    Item item = new Item("7", "Unknown", List.of(), Double.NaN, "");

    assertThat(AdsIndex.document(item, 0.5))
        .hasToString("{\"item_id\":\"7\",\"title\":\"Unknown\",\"category\":[],\"bid\":0.5}");
  }
}
