package io.ctrrank.plugin.answer;

import io.ctrrank.plugin.rescore.CtrLogPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.SearchHits;

/** The places of hits in an answer, which only the coordinator knows, in the log of each hit. */
final class Positions {
  private static final String POSITION = "position";

  private Positions() {}

  /**
   * Writes them.
   *
   * @param from number of hits that the search skipped before the first of these
   */
  static void tell(SearchHits hits, int from) {
    SearchHit[] page = hits.getHits();
    for (int i = 0; i < page.length; i++) {
      DocumentField log = page[i].getDocumentFields().get(CtrLogPhase.LOG_FIELD);
      if (log != null) {
        int position = from + i + 1;
        List<Object> placed =
            log.getValues().stream().map(entry -> placed(entry, position)).toList();
        page[i].setDocumentField(new DocumentField(CtrLogPhase.LOG_FIELD, placed));
      }
    }
  }

  private static Object placed(Object entry, int position) {
    if (!(entry instanceof Map<?, ?> members)) {
      return entry;
    }
    Map<Object, Object> placed = new LinkedHashMap<>(members);
    placed.put(POSITION, position);
    return placed;
  }
}
