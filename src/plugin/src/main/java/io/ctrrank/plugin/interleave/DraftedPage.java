package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import io.ctrrank.plugin.rescore.NoRescorer;
import java.util.Map;
import org.elasticsearch.search.rescore.RescoreContext;

/** Carries the picks of one shard into its fetch phase. It rescores nothing. */
final class DraftedPage extends RescoreContext {
  private final Map<Integer, Team> teams;

  /**
   * @param teams whose pick each document is, those that are nobody's left out
   */
  DraftedPage(Map<Integer, Team> teams) {
    super(teams.size(), new NoRescorer());
    this.teams = teams;
  }

  Map<Integer, Team> teams() {
    return teams;
  }
}
