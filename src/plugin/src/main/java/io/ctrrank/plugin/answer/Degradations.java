package io.ctrrank.plugin.answer;

import io.ctrrank.plugin.rescore.CtrLogPhase;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.SearchHits;

/** The marks that shards leave on hits of degraded windows. */
final class Degradations {
  private Degradations() {}

  /** Takes the marks away and returns the reasons on them, in the order of the alphabet. */
  static Set<String> take(SearchHits hits) {
    Set<String> reasons = new TreeSet<>();
    take(hits, reasons);
    return reasons;
  }

  private static void take(SearchHits hits, Set<String> reasons) {
    for (SearchHit hit : hits.getHits()) {
      DocumentField marks = hit.getDocumentFields().get(CtrLogPhase.DEGRADED_FIELD);
      if (marks != null) {
        marks.getValues().forEach(reason -> reasons.add(String.valueOf(reason)));
        hit.removeDocumentField(CtrLogPhase.DEGRADED_FIELD);
      }
      if (hit.getInnerHits() != null) {
        hit.getInnerHits().values().forEach(inner -> take(inner, reasons));
      }
    }
  }
}
