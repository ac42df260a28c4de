package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.dataset.Split;
import io.ctrrank.runtime.bundle.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** SHA-256 over everything a data set is made of. */
final class DatasetDigest {
  private DatasetDigest() {}

  static String of(Catalogue catalogue, Split split, int historyLength) {
    StringBuilder text = new StringBuilder();
    append(text, String.valueOf(historyLength));
    // Digests of films and books are in checkpoints that were made before there were other fields.
    if (!catalogue.fields().equals(ItemFields.FILMS)) {
      append(text, catalogue.fields().toString());
    }
    for (Item item : catalogue.items()) {
      append(text, item.id(), item.title(), item.overview(), String.valueOf(item.number()));
      append(text, item.categories().toArray(String[]::new));
    }
    for (List<Impression> part : List.of(split.train(), split.validation(), split.test())) {
      for (Impression row : part) {
        append(text, row.user(), row.item(), row.type(), row.timestamp() + "/" + row.click());
        // Likewise: a row without a query is what it was before rows had any.
        if (row.query() != null) {
          append(text, "query", row.query());
        }
      }
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The length before each value keeps values apart, whatever they hold. */
  private static void append(StringBuilder text, String... values) {
    for (String value : values) {
      text.append(value.length()).append(':').append(value);
    }
    text.append('\n');
  }
}
