package io.ctrrank.plugin.rescore;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;

/**
 * What one rescorer says of a hit to the log of impressions, numbers with the very bits that were
 * scored. It comes with the hit in a short form, as nobody else reads it, or as a part of {@code
 * ext.ctr_log} where the search asks for that or a node is of an earlier release.
 *
 * @param model id of the model
 * @param digest of its bundle
 * @param item id of the item; null for a document without one
 * @param rankBy what the score is made of
 * @param score that orders the page
 * @param pCtr predicted click-through rate
 * @param vector where the item's vector came from; null without a run of the model
 * @param modelMillis that the shard's window took; null without a run of the model
 * @param eCpm revenue that is expected of a thousand impressions; null where hits are ranked by CTR
 * @param bid of the document; null for none
 * @param degraded why it was scored worse than it should be; null where it was not
 */
public record ScoredHit(
    String model,
    @Nullable String digest,
    @Nullable String item,
    @Nullable String rankBy,
    float score,
    double pCtr,
    @Nullable String vector,
    @Nullable Double modelMillis,
    @Nullable Double eCpm,
    @Nullable Double bid,
    @Nullable String degraded) {
  private static final int MEMBERS = 11;

  /** What the rescorers of a hit say, in their order. */
  public static List<ScoredHit> of(SearchHit hit) {
    DocumentField field = hit.getDocumentFields().get(CtrLogPhase.LOG_FIELD);
    if (field == null) {
      return List.of();
    }
    List<Object> values = field.getValues();
    List<ScoredHit> scored = new ArrayList<>(values.size());
    for (Object value : values) {
      read(value).ifPresent(scored::add);
    }
    return scored;
  }

  /** Reads either form; empty for anything else. */
  static Optional<ScoredHit> read(Object value) {
    if (value instanceof Members members) {
      return Optional.of(members.hit);
    }
    if (value instanceof List<?> members && members.size() == MEMBERS) {
      return read(members);
    }
    return value instanceof Map<?, ?> log
        ? read(
            Arrays.asList(
                log.get("model"),
                log.get("digest"),
                log.get("item"),
                log.get("rank_by"),
                log.get("score"),
                log.get("pctr"),
                log.get("vector"),
                log.get(CtrLogPhase.MODEL_TIME),
                log.get("ecpm"),
                log.get("bid"),
                log.get("degraded")))
        : Optional.empty();
  }

  private static Optional<ScoredHit> read(List<?> members) {
    return members.get(0) instanceof String model
            && members.get(4) instanceof Float score
            && members.get(5) instanceof Double pCtr
        ? Optional.of(
            new ScoredHit(
                model,
                text(members.get(1)),
                text(members.get(2)),
                text(members.get(3)),
                score,
                pCtr,
                text(members.get(6)),
                number(members.get(7)),
                number(members.get(8)),
                number(members.get(9)),
                text(members.get(10))))
        : Optional.empty();
  }

  private static @Nullable String text(@Nullable Object member) {
    return member instanceof String text ? text : null;
  }

  private static @Nullable Double number(@Nullable Object member) {
    return member instanceof Double number ? number : null;
  }

  /** The short form: members without names, in their order. */
  List<@Nullable Object> toList() {
    return new Members(this);
  }

  /** Stays what it is where a hit does not leave its node. */
  private static final class Members extends AbstractList<@Nullable Object> {
    private final ScoredHit hit;

    Members(ScoredHit hit) {
      this.hit = hit;
    }

    @Override
    public @Nullable Object get(int index) {
      return switch (index) {
        case 0 -> hit.model;
        case 1 -> hit.digest;
        case 2 -> hit.item;
        case 3 -> hit.rankBy;
        case 4 -> hit.score;
        case 5 -> hit.pCtr;
        case 6 -> hit.vector;
        case 7 -> hit.modelMillis;
        case 8 -> hit.eCpm;
        case 9 -> hit.bid;
        case 10 -> hit.degraded;
        default -> throw new IndexOutOfBoundsException(index);
      };
    }

    @Override
    public int size() {
      return MEMBERS;
    }
  }
}
