package io.ctrrank.plugin;

import io.ctrrank.plugin.interleave.DraftedDoc;
import io.ctrrank.plugin.interleave.DraftedPages;
import io.ctrrank.plugin.interleave.InterleaveRetrieverBuilder;
import io.ctrrank.plugin.interleave.TeamPhase;
import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.CtrServices;
import io.ctrrank.plugin.rescore.NothingLeft;
import io.ctrrank.plugin.rescore.ScoredWindows;
import io.ctrrank.plugin.user.WholeSightProbe;
import io.ctrrank.plugin.vector.HiddenTextPhase;
import java.util.List;
import java.util.function.Supplier;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.plugins.SearchPlugin.RescorerSpec;
import org.elasticsearch.plugins.SearchPlugin.RetrieverSpec;
import org.elasticsearch.plugins.SearchPlugin.SearchExtSpec;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.search.rank.RankDoc;
import org.elasticsearch.search.rescore.RescorerBuilder;

/** What the plugin adds to searches. */
final class SearchExtensions {
  private SearchExtensions() {}

  static List<RescorerSpec<?>> rescorers(Supplier<CtrServices> services) {
    return List.of(
        new RescorerSpec<>(
            CtrRescorerBuilder.NAME,
            in -> new CtrRescorerBuilder(services, in),
            parser -> CtrRescorerBuilder.fromXContent(services, parser)));
  }

  static List<RetrieverSpec<?>> retrievers(Supplier<CtrServices> services) {
    return List.of(
        new RetrieverSpec<>(
            InterleaveRetrieverBuilder.NAME,
            (parser, context) ->
                InterleaveRetrieverBuilder.fromXContent(services, parser, context)));
  }

  static List<SearchExtSpec<?>> sections() {
    return List.of(
        new SearchExtSpec<>(CtrLogBuilder.NAME, CtrLogBuilder::read, CtrLogBuilder::fromXContent));
  }

  static List<FetchSubPhase> fetchPhases() {
    return List.of(new CtrLogPhase(), new TeamPhase(), new HiddenTextPhase());
  }

  static List<SearchOperationListener> listeners() {
    return List.of(new NothingLeft(), new ScoredWindows(), new DraftedPages());
  }

  static List<NamedWriteableRegistry.Entry> writeables() {
    return List.of(
        new NamedWriteableRegistry.Entry(RankDoc.class, DraftedDoc.NAME, DraftedDoc::new),
        new NamedWriteableRegistry.Entry(
            RescorerBuilder.class, WholeSightProbe.NAME, WholeSightProbe::new));
  }
}
