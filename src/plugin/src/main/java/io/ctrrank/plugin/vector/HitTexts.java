package io.ctrrank.plugin.vector;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.runtime.tier.ReadText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.index.Index;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/** What a search must fetch for the texts of items, and how to read them from its hits. */
public final class HitTexts {
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
        .docValueField(idField)
        .docValueField(FingerprintFieldMapper.NAME)
        .fetchSource(template.fields().toArray(String[]::new), null);
  }

  /** The ids of a hit's items in the order of doc values, in which the first is the document's. */
  public List<String> items(SearchHit hit) {
    DocumentField ids = hit.field(idField);
    return ids == null ? List.of() : ids.getValues().stream().map(String::valueOf).toList();
  }

  /**
   * Reads a hit; empty if its document has no item id or none of the text's fields.
   *
   * @param indices the index as the plugin sees it
   * @param stamp when it was searched for, or a little earlier
   */
  public Optional<Found> read(SearchHit hit, Function<Index, ItemIndex> indices, long stamp) {
    List<String> items = items(hit);
    Map<String, Object> source = hit.getSourceAsMap();
    if (items.isEmpty() || source == null) {
      return Optional.empty();
    }
    String text = ItemText.render(template, source);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ItemIndex index = indices.apply(hit.getShard().getShardId().getIndex());
    DocumentField stored = hit.field(FingerprintFieldMapper.NAME);
    long fingerprint =
        Fingerprints.of(index, template).of(stored == null ? null : stored.<Long>getValue(), hit);
    return Optional.of(new Found(items, index, new ReadText(text, fingerprint, stamp)));
  }
}
