package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.wire.WireFormat;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class RecordingTest {
  @Test
  void search_isMadeToTellInShort_whereAllNodesKnowHow() {
    SearchSourceBuilder source = new SearchSourceBuilder();
    Recording.begin(source, Optional.empty(), WireFormat.SHORT_LOG);

    assertThat(source.ext()).containsExactly(CtrLogBuilder.ofImpressions());
  }

  /** They would take the short form for a trace, and lose what was scored under a retriever. */
  @Test
  void nodesOfEarlierReleases_areAskedForTheWholeLog() {
    SearchSourceBuilder source = new SearchSourceBuilder();
    Recording.begin(source, Optional.empty(), WireFormat.SHORT_LOG - 1);

    assertThat(source.ext()).containsExactly(new CtrLogBuilder(false));
  }

  @Test
  void searchThatAsksForTheLog_keepsWhatItAsksFor() {
    SearchSourceBuilder source = new SearchSourceBuilder().ext(List.of(new CtrLogBuilder(true)));
    Recording.ofSampled(source, WireFormat.CURRENT);

    assertThat(source.ext()).containsExactly(new CtrLogBuilder(true));
  }
}
