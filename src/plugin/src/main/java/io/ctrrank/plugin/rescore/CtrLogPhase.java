package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.stats.Degradation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.fetch.FetchContext;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.search.fetch.FetchSubPhaseProcessor;
import org.elasticsearch.search.fetch.StoredFieldsSpec;
import org.elasticsearch.search.rescore.RescoreContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes on each hit what was scored, where a search asks for it, and why its window is degraded,
 * for the coordinator. Never computes a score again: where the window is gone, nothing is written.
 * Stateless.
 */
public final class CtrLogPhase implements FetchSubPhase {
  /**
   * Field of a hit with the log, one object for each rescorer that scored it, or one list where the
   * log of impressions alone reads it.
   */
  public static final String LOG_FIELD = "_ctr_log";

  /**
   * Member of the log: milliseconds that the shard's window waited for the model and ran it; not
   * there without a run.
   */
  public static final String MODEL_TIME = "model_ms";

  /** Field of a hit with the reasons of degradation; the coordinator takes it away. */
  public static final String DEGRADED_FIELD = "_ctr_degraded";

  @Override
  public @Nullable FetchSubPhaseProcessor getProcessor(FetchContext fetch) {
    CtrLogBuilder log = (CtrLogBuilder) fetch.getSearchExt(CtrLogBuilder.NAME);
    List<KeptWindow> windows = new ArrayList<>();
    for (RescoreContext context : fetch.rescore()) {
      KeptWindow window = window(context);
      if (window != null && (log != null || window.scored().degradation().isPresent())) {
        windows.add(window);
      }
    }
    return windows.isEmpty() ? null : new Processor(windows, log);
  }

  private static @Nullable KeptWindow window(RescoreContext context) {
    return switch (context) {
      case CtrRescoreContext ours -> ours.window();
      case TracedRescore traced -> traced.window();
      default -> null;
    };
  }

  private record Processor(List<KeptWindow> windows, @Nullable CtrLogBuilder log)
      implements FetchSubPhaseProcessor {
    @Override
    public void setNextReader(LeafReaderContext leaf) {}

    @Override
    public void process(HitContext context) {
      SearchHit hit = context.hit();
      List<Object> logs = new ArrayList<>(windows.size());
      List<Object> reasons = new ArrayList<>(0);
      for (KeptWindow window : windows) {
        int row = window.scored().candidates().row(hit.docId());
        if (row >= 0) {
          Optional<Degradation> reason = window.scored().degradation();
          if (reason.isPresent()) {
            reasons.add(reason.get().toString());
          }
          if (log != null) {
            logs.add(log.isShort() ? window.scored(row).toList() : window.log(row, log.features()));
          }
        }
      }
      if (!logs.isEmpty()) {
        hit.setDocumentField(new DocumentField(LOG_FIELD, logs));
      }
      if (!reasons.isEmpty()) {
        hit.setDocumentField(new DocumentField(DEGRADED_FIELD, reasons));
      }
    }

    @Override
    public StoredFieldsSpec storedFieldsSpec() {
      return StoredFieldsSpec.NO_REQUIREMENTS;
    }
  }
}
