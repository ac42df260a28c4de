package io.ctrrank.plugin.index;

import io.ctrrank.core.vector.TextFingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.lucene.document.NumericDocValuesField;
import org.elasticsearch.index.mapper.DocumentParserContext;
import org.elasticsearch.index.mapper.MetadataFieldMapper;
import org.elasticsearch.index.mapper.SourceToParse;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;

/**
 * The metadata field {@code _ctr_fingerprint}: the {@link TextFingerprint} of the fields that
 * {@code index.ctr.text_fields} names, as a numeric doc value. It is computed on the shard, from
 * the document as it is indexed, because partial updates in a bulk request pass no ingest pipeline.
 * A document without a value in any of the fields has none. Thread-safe.
 */
public final class FingerprintFieldMapper extends MetadataFieldMapper {
  /** Name of the field. */
  public static final String NAME = "_ctr_fingerprint";

  /** Makes the field of an index; the mapping cannot configure it. */
  public static final TypeParser PARSER =
      new FixedTypeParser(
          context ->
              new FingerprintFieldMapper(CtrIndexSettings.TEXT_FIELDS.get(context.getSettings())));

  private final List<String> fields;
  private final XContentParserConfiguration onlyFields;

  private FingerprintFieldMapper(List<String> fields) {
    super(new FingerprintFieldType());
    this.fields = List.copyOf(fields);
    this.onlyFields =
        XContentParserConfiguration.EMPTY.withFiltering(Set.copyOf(fields), Set.of(), true);
  }

  @Override
  protected String contentType() {
    return NAME;
  }

  @Override
  public void postParse(DocumentParserContext context) throws IOException {
    if (fields.isEmpty()) {
      return;
    }
    Map<String, Object> values = read(context.sourceToParse().source());
    OptionalLong fingerprint = TextFingerprint.of(fields, field -> SourceValues.of(values, field));
    if (fingerprint.isPresent()) {
      context.rootDoc().add(new NumericDocValuesField(NAME, fingerprint.getAsLong()));
    }
  }

  private Map<String, Object> read(SourceToParse.Source source) throws IOException {
    if (source.isEmpty()) {
      return Map.of();
    }
    try (XContentParser parser = source.parser(onlyFields)) {
      return parser.map();
    }
  }
}
