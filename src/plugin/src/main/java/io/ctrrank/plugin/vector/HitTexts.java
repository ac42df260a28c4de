package io.ctrrank.plugin.vector;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.runtime.tier.ReadText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.util.BytesRef;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.shard.ShardId;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.fetch.FetchContext;

/** What a search must fetch for the texts of items, and how to read them from its hits. */
public final class HitTexts {
  /** Numbers by their size, names by their bytes; fields come in the order of the source. */
  private static final Comparator<Object> DOC_VALUES_ORDER =
      (a, b) ->
          a instanceof Number one && b instanceof Number other
              ? Long.compare(one.longValue(), other.longValue())
              : new BytesRef(String.valueOf(a)).compareTo(new BytesRef(String.valueOf(b)));

  private final String idField;
  private final TextTemplate template;

  /** Texts as {@code schema} has them, which must have item texts. */
  public HitTexts(FeatureSchema schema) {
    this.idField = schema.itemIdField();
    this.template = schema.itemText().orElseThrow();
  }

  /**
   * A document's text.
   *
   * @param items ids of the items it is of, mostly one; searches know it by the first
   * @param index where it was found
   * @param text with the fingerprint that shards compare vectors with
   */
  public record Found(List<String> items, ItemIndex index, ReadText text) {}

  /** A search that fetches what is needed, without a query. */
  public SearchSourceBuilder source() {
    return new SearchSourceBuilder()
        .version(true)
        .seqNoAndPrimaryTerm(true)
        .fetchField(idField)
        .docValueField(FingerprintFieldMapper.NAME)
        .fetchSource(template.fields().toArray(String[]::new), null);
  }

  /** Whether a search that arrived at a shard is for texts. */
  static boolean areAskedBy(FetchContext fetch) {
    return fetch.docValuesContext() != null
        && fetch.fetchSourceContext() != null
        && fetch.docValuesContext().fields().stream()
            .anyMatch(field -> field.field.equals(FingerprintFieldMapper.NAME));
  }

  /** The ids of a hit's items in the order of doc values, in which the first is the document's. */
  public List<String> items(SearchHit hit) {
    DocumentField ids = hit.field(idField);
    return ids == null
        ? List.of()
        : ids.getValues().stream().sorted(DOC_VALUES_ORDER).map(String::valueOf).toList();
  }

  /**
   * Reads a hit; empty if its document has no item id or none of the text's fields, or if the
   * caller may not see all of them: a part is not kept as the whole.
   *
   * @param indices the index as the plugin sees it
   * @param stamp when it was searched for, or a little earlier
   */
  public Optional<Found> read(SearchHit hit, Function<Index, ItemIndex> indices, long stamp) {
    List<String> items = items(hit);
    Map<String, Object> source = hit.getSourceAsMap();
    if (items.isEmpty() || source == null || HiddenTextPhase.marks(hit)) {
      return Optional.empty();
    }
    String text = ItemText.render(template, source);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ShardId shard = hit.getShard().getShardId();
    ItemIndex index = indices.apply(shard.getIndex());
    DocumentField stored = hit.field(FingerprintFieldMapper.NAME);
    long fingerprint =
        Fingerprints.of(index, shard.id(), template)
            .of(stored == null ? null : stored.<Long>getValue(), hit);
    return Optional.of(new Found(items, index, new ReadText(text, fingerprint, stamp)));
  }
}
