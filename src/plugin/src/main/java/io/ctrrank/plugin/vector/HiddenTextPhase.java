package io.ctrrank.plugin.vector;

import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.fetch.FetchContext;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.search.fetch.FetchSubPhaseProcessor;
import org.elasticsearch.search.fetch.StoredFieldsSpec;
import org.jspecify.annotations.Nullable;

/**
 * Marks the hits of searches for texts ({@link HitTexts}) of whose texts the caller may see a part
 * only: the coordinator cannot tell what is hidden from what is not there. Stateless.
 */
public final class HiddenTextPhase implements FetchSubPhase {
  private static final String FIELD = "_ctr_text_hidden";

  /** Whether a hit is marked. */
  static boolean marks(SearchHit hit) {
    return hit.getDocumentFields().containsKey(FIELD);
  }

  @Override
  public @Nullable FetchSubPhaseProcessor getProcessor(FetchContext fetch) {
    return HitTexts.areAskedBy(fetch)
        ? new Processor(List.of(fetch.fetchSourceContext().includes()))
        : null;
  }

  private static final class Processor implements FetchSubPhaseProcessor {
    private final List<String> fields;
    private boolean hidden;

    Processor(List<String> fields) {
      this.fields = fields;
    }

    @Override
    public void setNextReader(LeafReaderContext leaf) {
      hidden = HiddenTexts.in(leaf.reader(), fields);
    }

    @Override
    public void process(HitContext context) {
      if (hidden) {
        context.hit().setDocumentField(new DocumentField(FIELD, List.of(true)));
      }
    }

    @Override
    public StoredFieldsSpec storedFieldsSpec() {
      return StoredFieldsSpec.NO_REQUIREMENTS;
    }
  }
}
