package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.request.CtrRequestJson;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.user.RecallOrder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.xcontent.ToXContent;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class CtrLogBuilderTest {
  @Test
  void emptyObject_isRead_andWrittenBack() throws IOException {
    XContentBuilder json = JsonXContent.contentBuilder().startObject();
    read("{}").toXContent(json, ToXContent.EMPTY_PARAMS);

    assertThat(Strings.toString(json.endObject())).isEqualTo("{\"ctr_log\":{}}");
  }

  @Test
  void anythingElse_isRefused() {
    for (String json : List.of("true", "[]", "\"all\"", "1", "{\"all\": true}")) {
      assertThatThrownBy(() -> read(json))
          .as(json)
          .isInstanceOf(ParsingException.class)
          .hasMessageContaining("[ext.ctr_log]");
    }
  }

  @Test
  void traceAndNone_comeBackEqualOverTheWire() throws IOException {
    CtrLogBuilder plain = new CtrLogBuilder(false);
    SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(plain));
    CtrLogBuilder.trace(source, "t1", decided());
    CtrLogBuilder traced = CtrLogBuilder.of(source).orElseThrow();

    assertThat(overTheWire(plain)).isEqualTo(plain).hasSameHashCodeAs(plain);
    assertThat(overTheWire(traced)).isEqualTo(traced).isNotEqualTo(plain);
    assertThat(overTheWire(traced).trace()).hasValue("t1");
    assertThat(plain.trace()).isEmpty();
  }

  @Test
  void features_areReadAndComeBackOverTheWire() throws IOException {
    CtrLogBuilder features = read("{\"features\": true}");
    SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(features));
    CtrLogBuilder.trace(source, "t1", decided());
    CtrLogBuilder traced = CtrLogBuilder.of(source).orElseThrow();

    assertThat(features.features()).isTrue();
    assertThat(read("{\"features\": false}")).isEqualTo(new CtrLogBuilder(false));
    assertThat(overTheWire(features)).isEqualTo(features).isNotEqualTo(new CtrLogBuilder(false));
    assertThat(overTheWire(traced)).isEqualTo(traced);
    assertThat(overTheWire(traced).trace()).hasValue("t1");
  }

  @Test
  void shortLog_comesBackOverTheWire_andIsNeitherOfTheOthers() throws IOException {
    CtrLogBuilder shorter = CtrLogBuilder.ofImpressions();
    SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(shorter));
    CtrLogBuilder.trace(source, "t1", decided());
    CtrLogBuilder traced = CtrLogBuilder.of(source).orElseThrow();

    assertThat(shorter.isShort()).isTrue();
    assertThat(shorter.features()).isFalse();
    assertThat(overTheWire(shorter))
        .isEqualTo(shorter)
        .isNotEqualTo(new CtrLogBuilder(false))
        .isNotEqualTo(new CtrLogBuilder(true));
    assertThat(overTheWire(traced)).isEqualTo(traced);
    assertThat(overTheWire(traced).trace()).hasValue("t1");
    assertThat(read("{}").isShort()).isFalse();
    assertThat(read("{\"features\": true}").isShort()).isFalse();
  }

  /** It would be another key of the shard request cache for every search. */
  @Test
  void traceUnderWhichNothingIsScored_isNotTold() throws IOException {
    Decisions decisions = new Decisions();
    for (boolean features : List.of(false, true)) {
      CtrLogBuilder plain = new CtrLogBuilder(features);
      SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(plain));
      CtrLogBuilder.trace(source, "t1", decisions);

      assertThat(overTheWire(CtrLogBuilder.of(source).orElseThrow())).isEqualTo(plain);
    }
    SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(new CtrLogBuilder(false)));
    CtrLogBuilder.trace(source, "t1", decisions);
    decided().last().ifPresent(decisions::add);
    assertThat(overTheWire(CtrLogBuilder.of(source).orElseThrow()).trace()).hasValue("t1");
  }

  private static Decisions decided() throws IOException {
    try (XContentParser parser = parser("{}")) {
      return Decisions.of(
          Optional.of(new Outcome(CtrRequestJson.read(parser), RecallOrder.NO_MODEL)));
    }
  }

  @Test
  void searchWithoutTheSection_hasNone() {
    assertThat(CtrLogBuilder.of(new SearchSourceBuilder())).isEmpty();
  }

  private static CtrLogBuilder overTheWire(CtrLogBuilder builder) throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    builder.writeTo(out);
    return CtrLogBuilder.read(out.bytes().streamInput());
  }

  private static CtrLogBuilder read(String json) throws IOException {
    try (XContentParser parser = parser(json)) {
      return CtrLogBuilder.fromXContent(parser);
    }
  }

  private static XContentParser parser(String json) throws IOException {
    XContentParser parser =
        JsonXContent.jsonXContent.createParser(XContentParserConfiguration.EMPTY, json);
    parser.nextToken();
    return parser;
  }
}
