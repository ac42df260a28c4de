package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import org.elasticsearch.action.search.SearchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class OtherClustersTest {
  @Test
  void namesOfOtherClusters_areFoundAmongOthers() {
    assertThat(OtherClusters.areAsked(new SearchRequest("ads", "eu:logs"))).isTrue();
    assertThat(OtherClusters.areAsked(new SearchRequest("*:ads*"))).isTrue();
  }

  @Test
  void namesOfThisCluster_areNone() {
    assertThat(OtherClusters.areAsked(new SearchRequest())).isFalse();
    assertThat(OtherClusters.areAsked(new SearchRequest("ads", "-ads-old", "ads*"))).isFalse();
    assertThat(OtherClusters.areAsked(new SearchRequest("<ads-{now/d{yyyy.MM.dd|+12:00}}>")))
        .isFalse();
  }
}
