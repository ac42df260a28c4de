package io.ctrrank.trainer.clicklog.cluster;

import io.ctrrank.core.schema.NumericFeature.Transform;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to take from a cluster.
 *
 * @param index index or alias of the ads
 * @param impressions data stream of impressions
 * @param clicks data stream of clicks
 * @param fields which fields of the ads models are to read
 * @param from impressions since then, a date or date math; empty for all
 * @param to impressions before then; empty for all
 * @param attribution a click that comes later than this after its impression does not count
 */
public record LogRequest(
    String index,
    String impressions,
    String clicks,
    Fields fields,
    Optional<String> from,
    Optional<String> to,
    Duration attribution) {

  /**
   * Fields as the user names them.
   *
   * @param id field of the item's id
   * @param texts fields of the item text, the title first, the categories next; empty for those
   *     that the index has fingerprints of
   * @param category field of categories in doc values; empty for the second of the texts, {@code
   *     none} for none
   * @param number field of a number; empty for none
   * @param transform what happens to the number before it is standardised
   */
  public record Fields(
      String id,
      List<String> texts,
      Optional<String> category,
      Optional<String> number,
      Transform transform) {
    /** Stands for no field of categories. */
    public static final String NONE = "none";

    public Fields {
      texts = List.copyOf(texts);
    }
  }

  public LogRequest {
    if (attribution.isNegative() || attribution.isZero()) {
      throw new IllegalArgumentException(
          "attribution is [" + attribution + "]; expected a time above 0");
    }
  }
}
