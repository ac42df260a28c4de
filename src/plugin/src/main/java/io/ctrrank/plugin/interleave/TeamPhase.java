package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import java.util.List;
import java.util.Map;
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

/** Writes on each hit of an interleaved page whose pick it is. Stateless. */
public final class TeamPhase implements FetchSubPhase {
  /** Field of a hit with its team; hits that are nobody's pick have none. */
  private static final String FIELD = "_ctr_team";

  private static final String TEAM = "team";
  private static final String MODEL = "model";

  /** Whose pick a hit is, if it is somebody's. */
  public static Optional<Team> team(SearchHit hit) {
    DocumentField field = hit.getDocumentFields().get(FIELD);
    return field != null
            && field.getValue() instanceof Map<?, ?> told
            && told.get(TEAM) instanceof String team
            && told.get(MODEL) instanceof String model
        ? Optional.of(new Team(team, model))
        : Optional.empty();
  }

  @Override
  public @Nullable FetchSubPhaseProcessor getProcessor(FetchContext fetch) {
    for (RescoreContext context : fetch.rescore()) {
      if (context instanceof DraftedPage page) {
        return new Processor(page.teams());
      }
    }
    return null;
  }

  private record Processor(Map<Integer, Team> teams) implements FetchSubPhaseProcessor {
    @Override
    public void setNextReader(LeafReaderContext leaf) {}

    @Override
    public void process(HitContext context) {
      SearchHit hit = context.hit();
      Team team = teams.get(hit.docId());
      if (team != null) {
        hit.setDocumentField(
            new DocumentField(FIELD, List.of(Map.of(TEAM, team.name(), MODEL, team.model()))));
      }
    }

    @Override
    public StoredFieldsSpec storedFieldsSpec() {
      return StoredFieldsSpec.NO_REQUIREMENTS;
    }
  }
}
