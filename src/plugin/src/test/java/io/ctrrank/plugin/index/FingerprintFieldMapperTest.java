package io.ctrrank.plugin.index;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.CtrRankPlugin;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.lucene.index.IndexableField;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.mapper.DocumentParsingException;
import org.elasticsearch.index.mapper.LuceneDocument;
import org.elasticsearch.index.mapper.MapperParsingException;
import org.elasticsearch.index.mapper.MapperService;
import org.elasticsearch.index.mapper.MapperServiceTestCase;
import org.elasticsearch.index.mapper.ParsedDocument;
import org.elasticsearch.index.mapper.SourceToParse;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.XContentType;
import org.elasticsearch.xcontent.json.JsonXContent;

/** The metadata field {@code _ctr_fingerprint} as documents are parsed. */
public final class FingerprintFieldMapperTest extends MapperServiceTestCase {
  private static final Settings COVERED =
      Settings.builder().putList("index.ctr.text_fields", "title", "film.tags").build();

  private static final String MAPPING =
      """
      {"_doc": {"properties": {
        "title": {"type": "text"}, "bid": {"type": "double"},
        "film": {"properties": {"tags": {"type": "keyword"}}},
        "offers": {"type": "nested", "properties": {"title": {"type": "keyword"}}}}}}
      """;

  @Override
  protected Collection<? extends Plugin> getPlugins() {
    return List.of(new CtrRankPlugin());
  }

  public void testDocument_hasTheFingerprintOfItsTextFields() throws IOException {
    ParsedDocument parsed =
        parse(COVERED, "{'bid': 2, 'title': 'Heat', 'film': {'tags': ['b', 'a'], 'year': 1995}}");

    then(stored(parsed)).isEqualTo(fingerprint(List.of("Heat"), List.of("b", "a")));
  }

  public void testEveryContentType_givesTheSameFingerprint() throws IOException {
    OptionalLong expected = fingerprint(List.of("Heat", "2.5", "true"), List.of("7"));
    for (XContentType type : XContentType.values()) {
      try (XContentBuilder document = XContentFactory.contentBuilder(type)) {
        document.startObject();
        document.array("title", "Heat", 2.5, true, null);
        document.startObject("film").field("tags", 7).endObject();
        document.endObject();
        SourceToParse source =
            new SourceToParse("1", BytesReference.bytes(document), document.contentType());

        then(stored(mapper(COVERED, MAPPING).documentMapper().parse(source)))
            .as(type.name())
            .isEqualTo(expected);
      }
    }
  }

  public void testDotsInNamesAndArraysOfObjects_areLookedInto() throws IOException {
    OptionalLong expected = fingerprint(List.of(), List.of("a", "b"));

    then(stored(parse(COVERED, "{'film.tags': ['a', 'b']}"))).isEqualTo(expected);
    then(stored(parse(COVERED, "{'film': [{'tags': 'a'}, {'year': 1}, {'tags': ['b']}]}")))
        .isEqualTo(expected);
  }

  public void testFieldsThatAreNotMapped_count() throws IOException {
    Settings covered = Settings.builder().putList("index.ctr.text_fields", "blurb").build();
    String dynamicFalse = "{'_doc': {'dynamic': false, 'properties': {}}}".replace('\'', '"');

    then(stored(parse(mapper(covered, dynamicFalse), "{'blurb': 'x'}")))
        .isEqualTo(TextFingerprint.of(List.of("blurb"), field -> List.of("x")));
  }

  public void testNestedDocuments_haveNone() throws IOException {
    Settings covered = Settings.builder().putList("index.ctr.text_fields", "offers.title").build();

    ParsedDocument parsed = parse(covered, "{'offers': [{'title': 'x'}, {'title': 'y'}]}");

    then(parsed.docs()).hasSize(3);
    then(stored(parsed))
        .isEqualTo(TextFingerprint.of(List.of("offers.title"), field -> List.of("x", "y")));
    for (LuceneDocument document : parsed.docs().subList(0, 2)) {
      then(document.getField(FingerprintFieldMapper.NAME)).isNull();
    }
  }

  public void testDocumentWithoutAnyOfTheFields_hasNone() throws IOException {
    then(stored(parse(COVERED, "{'bid': 2, 'title': null, 'film': {'tags': []}}"))).isEmpty();
    then(stored(parse(COVERED, "{}"))).isEmpty();
  }

  public void testIndexWithoutTextFields_hasNone() throws IOException {
    then(stored(parse(Settings.EMPTY, "{'title': 'Heat'}"))).isEmpty();
  }

  public void testSyntheticSource_hasTheFingerprintOfTheDocumentAsItCame() throws IOException {
    Settings synthetic =
        Settings.builder().put(COVERED).put("index.mapping.source.mode", "synthetic").build();

    then(stored(parse(synthetic, "{'title': 'Heat', 'film': {'tags': ['b', 'a', 'a']}}")))
        .isEqualTo(fingerprint(List.of("Heat"), List.of("b", "a", "a")));
  }

  public void testDisabledSource_hasTheFingerprint() throws IOException {
    String disabled = "{'_doc': {'_source': {'enabled': false}}}".replace('\'', '"');

    then(stored(parse(mapper(COVERED, disabled), "{'title': 'Heat'}")))
        .isEqualTo(fingerprint(List.of("Heat"), List.of()));
  }

  public void testMapping_doesNotShowTheField() throws IOException {
    MapperService mapper = mapper(COVERED, MAPPING);

    then(mapper.documentMapper().mappingSource().string()).doesNotContain("_ctr");
    then(mapper.isMetadataField(FingerprintFieldMapper.NAME)).isTrue();
  }

  public void testMappingThatConfiguresTheField_isRefused() {
    thenThrownBy(() -> mapper(COVERED, "{\"_doc\": {\"_ctr_fingerprint\": {\"enabled\": true}}}"))
        .isInstanceOf(MapperParsingException.class)
        .hasMessageContaining("_ctr_fingerprint is not configurable");
  }

  public void testDocumentThatSetsTheField_isRefused() {
    thenThrownBy(() -> parse(COVERED, "{'title': 'Heat', '_ctr_fingerprint': 7}"))
        .isInstanceOf(DocumentParsingException.class)
        .hasStackTraceContaining("Field [_ctr_fingerprint] is a metadata field");
  }

  private static OptionalLong fingerprint(List<String> titles, List<String> tags) {
    Map<String, List<String>> values = Map.of("title", titles, "film.tags", tags);
    return TextFingerprint.of(
        List.of("title", "film.tags"), field -> values.getOrDefault(field, List.of()));
  }

  private MapperService mapper(Settings settings, String mapping) throws IOException {
    return createMapperService(
        Settings.builder().put(getIndexSettings()).put(settings).build(),
        XContentFactory.jsonBuilder().map(createParser(JsonXContent.jsonXContent, mapping).map()));
  }

  private ParsedDocument parse(Settings settings, String document) throws IOException {
    return parse(mapper(settings, MAPPING), document);
  }

  private static ParsedDocument parse(MapperService mapper, String document) {
    return mapper.documentMapper().parse(source(document.replace('\'', '"')));
  }

  private static OptionalLong stored(ParsedDocument parsed) {
    List<IndexableField> fields = parsed.rootDoc().getFields(FingerprintFieldMapper.NAME);
    then(fields).hasSizeLessThan(2);
    return fields.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(fields.getFirst().numericValue().longValue());
  }
}
