package io.ctrrank.live.ads;

import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.trainer.data.Item;
import java.util.List;

/** What an index makes of the texts of an ad, for those who compute vectors before it is asked. */
public final class AdText {
  private AdText() {}

  /** The values of a field as the ad's document has them. */
  public static List<String> values(Item item, String field) {
    return switch (field) {
      case "title" -> List.of(item.title());
      case "category" -> item.categories();
      case "overview" -> item.overview().isEmpty() ? List.of() : List.of(item.overview());
      default ->
          throw new IllegalArgumentException(
              "text field is ["
                  + field
                  + "], which ads do not have; expected [title], [category] or [overview]");
    };
  }

  /**
   * The fingerprint of the ad in an index.
   *
   * @param fields {@code index.ctr.text_fields} of the index, in its order
   */
  public static long fingerprint(Item item, List<String> fields) {
    return TextFingerprint.of(fields, field -> values(item, field)).orElseThrow();
  }
}
