package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import org.elasticsearch.action.DocWriteRequest;
import org.elasticsearch.action.index.IndexRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShownPageTest {
  private static final long TIME = 1_764_340_000_123L;
  private static final Placing TREATMENT = new Placing("msd", "e", "treatment", false);
  private static final Placing NOBODYS = new Placing(null, "interleaving/d", null, false);

  private static final ShownHit WHOLE =
      new ShownHit(
          "ads-1",
          "a",
          3,
          TREATMENT,
          "item-9",
          "ecpm",
          "cache",
          "d1",
          "base_rate",
          0.1f,
          0.1,
          1e-300,
          2.5,
          12L,
          0.75);

  private static final ShownHit BARE =
      new ShownHit(
          "ads-2", "b", 4, NOBODYS, null, null, null, null, null, null, null, null, null, null,
          null);

  private static final ShownHit FORCED =
      new ShownHit(
          "ads-2",
          "é",
          200,
          new Placing("din", "e", "control", true),
          "é",
          "ctr",
          null,
          "d2",
          null,
          -0.0f,
          null,
          null,
          -1.0,
          null,
          0.5);

  static ShownPage page(@Nullable String text, ShownHit... hits) {
    return new ShownPage(TIME, "q1", true, "s1", null, text, false, List.of(hits));
  }

  static ShownHit hit(String id) {
    return new ShownHit(
        "ads", id, 1, TREATMENT, id, "ctr", "cache", "d1", null, 0.5f, 0.5, null, null, null, null);
  }

  @Test
  void bytes_areTheWholePage() {
    ShownPage named = page("a search", WHOLE, BARE, hit("c"), WHOLE, BARE, FORCED);
    ShownPage nobodys = new ShownPage(TIME, "q2", false, null, "u1", null, true, List.of(BARE));
    for (ShownPage page : List.of(named, nobodys)) {
      assertThat(ShownPage.of(page.toBytes())).isEqualTo(page);
    }
  }

  /** Nodes of two builds read each other's pages: other bytes are another format and action. */
  @Test
  void bytes_areThoseOfTheirFormat() {
    ShownPage page = page("t", WHOLE, hit("c"));

    assertThat(HexFormat.of().formatHex(page.toBytes()))
        .isEqualTo(
            // time, query, named, unit, user, text, shadow, hits
            "fbcaefd6ac330271310101027331000101740002"
                // all texts are new
                + "ff01056164732d3101036d7364010165010974726561746d656e7401046563706d01056361"
                + "636865010264310109626173655f72617465"
                // all there is but forced, and an item with the document's id
                + "fc016103066974656d2d393dcccccd3fb999999999999a01a56e1fc2f8f359400400000000"
                + "0000010c013fe8000000000000"
                // another index, ranking and degradation; item, score, pCTR
                + "9101036164730103637472001a0163013f0000003fe0000000000000");
  }

  @Test
  void bytes_ofWhatIsTheSameOnAllHits_areWrittenOnce() {
    int one = page(null, hit("ad-1")).toBytes().length;

    int two = page(null, hit("ad-1"), hit("ad-2")).toBytes().length;

    assertThat(two - one).isLessThan(25);
  }

  @Test
  void bytes_thatAreNoPage_areRefused() {
    byte[] cut = new byte[20];
    System.arraycopy(page("text", WHOLE).toBytes(), 0, cut, 0, cut.length);

    assertThatThrownBy(() -> ShownPage.of(cut)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void document_tellsWhatThereIs() {
    IndexRequest document = page("a \"search\"", WHOLE).documents("stream").getFirst();

    assertThat(document.index()).isEqualTo("stream");
    assertThat(document.opType()).isEqualTo(DocWriteRequest.OpType.CREATE);
    assertThat(document.source().utf8ToString())
        .isEqualTo(
            json(
                "{'@timestamp':'2025-11-28T14:26:40.123Z','timestamp':'2025-11-28T14:26:40.123Z',"
                    + "'application':'ctr-rank','action_name':'impression','query_id':'q1',"
                    + "'client_id':'s1','event_attributes':{'object':{'object_id':'a',"
                    + "'object_id_field':'_id','index':'ads-1'},'position':{'ordinal':3},"
                    + "'ctr':{'model':'msd','experiment':'e','forced':false,'arm':'treatment',"
                    + "'item':'item-9','rank_by':'ecpm','score':0.1,'pctr':0.1,'ecpm':1.0E-300,"
                    + "'bid':2.5,'vector':'cache','digest':'d1','degraded':'base_rate',"
                    + "'took_ms':12,'model_ms':0.75,'query_text':'a \\\"search\\\"'}}}"));
  }

  @Test
  void document_ofNobodysPick_tellsNothingElse() {
    ShownPage page = new ShownPage(TIME, "q2", false, null, "u1", null, true, List.of(BARE));

    assertThat(page.documents("stream").getFirst().source().utf8ToString())
        .endsWith(
            json(
                "'query_id':'q2','user_id':'u1','event_attributes':{'object':{'object_id':'b',"
                    + "'object_id_field':'_id','index':'ads-2'},'position':{'ordinal':4},"
                    + "'ctr':{'experiment':'interleaving/d','forced':false,'shadow':true}}}"));
  }

  @Test
  void id_ofANamedSearch_isThatOfWhatWasShownToWhom() {
    String first = id(page(null, WHOLE));

    assertThat(id(page("other text", WHOLE))).isEqualTo(first).hasSize(22);
    assertThat(id(page(null, BARE))).isNotEqualTo(first);
    assertThat(id(new ShownPage(TIME, "q1", true, "s2", null, null, false, List.of(WHOLE))))
        .as("of another user")
        .isNotEqualTo(first);
    assertThat(id(new ShownPage(TIME, "q1", false, "s1", null, null, false, List.of(WHOLE))))
        .as("of a search without a name of its own")
        .isNull();
  }

  private static String json(String singleQuotes) {
    return singleQuotes.replace('\'', '"');
  }

  private static @Nullable String id(ShownPage page) {
    return page.documents("stream").getFirst().id();
  }
}
