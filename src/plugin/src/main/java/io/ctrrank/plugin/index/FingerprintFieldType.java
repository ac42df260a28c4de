package io.ctrrank.plugin.index;

import java.util.Map;
import org.elasticsearch.index.mapper.DocValueFetcher;
import org.elasticsearch.index.mapper.IndexType;
import org.elasticsearch.index.mapper.MappedFieldType.FielddataOperation;
import org.elasticsearch.index.mapper.NumberFieldMapper.NumberFieldType;
import org.elasticsearch.index.mapper.NumberFieldMapper.NumberType;
import org.elasticsearch.index.mapper.ValueFetcher;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.jspecify.annotations.Nullable;

/** A long in doc values and nowhere else: not in points, not in {@code _source}. */
final class FingerprintFieldType extends NumberFieldType {

  FingerprintFieldType() {
    super(
        FingerprintFieldMapper.NAME,
        NumberType.LONG,
        IndexType.docValuesOnly(),
        false,
        false,
        null,
        Map.of(),
        null,
        false,
        null,
        null,
        false,
        false);
  }

  @Override
  public ValueFetcher valueFetcher(SearchExecutionContext context, @Nullable String format) {
    return new DocValueFetcher(
        docValueFormat(format, null), context.getForField(this, FielddataOperation.SEARCH));
  }
}
