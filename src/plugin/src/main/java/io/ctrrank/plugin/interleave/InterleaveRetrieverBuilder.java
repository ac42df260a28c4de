package io.ctrrank.plugin.interleave;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.experiment.TeamDraft;
import io.ctrrank.core.experiment.TeamDraft.Pick;
import io.ctrrank.plugin.interleave.DraftedDoc.Place;
import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.CtrServices;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.wire.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.search.ScoreDoc;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ValidateActions;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.SearchService;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.rank.RankDoc;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.search.retriever.CompoundRetrieverBuilder;
import org.elasticsearch.search.retriever.RetrieverBuilder;
import org.elasticsearch.search.retriever.RetrieverParserContext;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/**
 * The retriever {@code ctr_interleave}: the hits of one recall in the order of two models at once,
 * by team draft. Every shard scores with both; the coordinator merges each model's hits over all
 * shards and drafts from the two whole rankings, so that the draft does not depend on the number of
 * shards.
 */
public final class InterleaveRetrieverBuilder
    extends CompoundRetrieverBuilder<InterleaveRetrieverBuilder> {
  /** Name of the retriever in requests. */
  public static final String NAME = "ctr_interleave";

  private final Supplier<CtrServices> services;
  private final Interleaving interleaving;
  private final RetrieverBuilder recall;
  private final CtrRescorerBuilder rescore;

  /** The rescorer of each team, which hears how it was decided. */
  private final List<CtrRescorerBuilder> rescorers;

  /** What is searched, as text. */
  private final String query;

  /**
   * @param services of the node this builder is on
   * @param interleaving what is interleaved
   * @param recall finds what both models score
   * @param rescore how they do, but for the model
   */
  InterleaveRetrieverBuilder(
      Supplier<CtrServices> services,
      Interleaving interleaving,
      RetrieverBuilder recall,
      CtrRescorerBuilder rescore) {
    this(
        services,
        interleaving,
        recall,
        rescore,
        interleaving.models().stream()
            .map(model -> rescore.among(model, interleaving.models()))
            .toList());
  }

  private InterleaveRetrieverBuilder(
      Supplier<CtrServices> services,
      Interleaving interleaving,
      RetrieverBuilder recall,
      CtrRescorerBuilder rescore,
      List<CtrRescorerBuilder> rescorers) {
    super(sources(recall, rescorers), window(rescore));
    this.services = services;
    this.interleaving = interleaving;
    this.recall = recall;
    this.rescore = rescore;
    this.rescorers = rescorers;
    this.query = recall.toString();
  }

  private InterleaveRetrieverBuilder(
      InterleaveRetrieverBuilder from, List<RetrieverSource> sources) {
    super(sources, from.rankWindowSize);
    this.services = from.services;
    this.interleaving = from.interleaving;
    this.recall = from.recall;
    this.rescore = from.rescore;
    this.rescorers = from.rescorers;
    this.query = from.query;
  }

  private static List<RetrieverSource> sources(
      RetrieverBuilder recall, List<CtrRescorerBuilder> rescorers) {
    List<RetrieverSource> sources = new ArrayList<>();
    TeamRetriever.of(recall, rescorers).forEach(team -> sources.add(RetrieverSource.from(team)));
    return sources;
  }

  /** Hits that a shard scores; searches without one are refused when they are read. */
  static int window(CtrRescorerBuilder rescore) {
    return requireNonNull(rescore.windowSize(), "window_size is null");
  }

  /** Reads the retriever from the JSON of a search. */
  public static InterleaveRetrieverBuilder fromXContent(
      Supplier<CtrServices> services, XContentParser parser, RetrieverParserContext context)
      throws IOException {
    return InterleaveJson.read(services, parser, context);
  }

  /** Whether an interleaving is what a search consists of. */
  public static Optional<InterleaveRetrieverBuilder> of(SearchSourceBuilder source) {
    return source.retriever() instanceof InterleaveRetrieverBuilder interleave
        ? Optional.of(interleave)
        : Optional.empty();
  }

  /** What stands in the log of impressions in place of an experiment. */
  public String logged() {
    return Interleaving.logged(interleaving.name());
  }

  /** What is asked of both models. */
  public CtrRequest request() {
    return rescore.request();
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public ParseField getRankWindowSizeField() {
    return RescorerBuilder.WINDOW_SIZE_FIELD;
  }

  @Override
  protected RetrieverBuilder doRewrite(QueryRewriteContext context) {
    if (services.get().wire().spoken() < WireFormat.TEAMS) {
      throw new IllegalArgumentException(
          "retriever [ctr_interleave] needs data nodes that know it, and some have an earlier"
              + " release of plugin [ctr-rank]; install this release on all nodes");
    }
    return this;
  }

  @Override
  protected InterleaveRetrieverBuilder clone(
      List<RetrieverSource> sources, List<QueryBuilder> filters) {
    InterleaveRetrieverBuilder copy = new InterleaveRetrieverBuilder(this, sources);
    copy.preFilterQueryBuilders = filters;
    copy.retrieverName = retrieverName;
    return copy;
  }

  @Override
  protected RankDoc[] combineInnerRetrieverResults(List<ScoreDoc[]> rankings, boolean explain) {
    List<Pick<Place>> draft =
        TeamDraft.of(
            Interleaving.places(rankings.getFirst()),
            Interleaving.places(rankings.getLast()),
            interleaving.coin(request().unit(), request().serving().queryId(), query));
    List<Optional<Team>> teams = new ArrayList<>();
    for (int i = 0; i < rescorers.size(); i++) {
      Outcome outcome = requireNonNull(rescorers.get(i).outcome(), "rescorer is not resolved");
      teams.add(
          outcome.resolution() == RecallOrder.DISABLED
              ? Optional.empty()
              : Optional.of(interleaving.team(i, outcome.model())));
    }
    int size = Math.min(draft.size(), rankWindowSize);
    RankDoc[] docs = new RankDoc[size];
    for (int i = 0; i < size; i++) {
      Pick<Place> pick = draft.get(i);
      docs[i] =
          new DraftedDoc(
              pick.item(),
              i + 1,
              pick.team().isPresent() ? teams.get(pick.team().getAsInt()).orElse(null) : null);
    }
    return docs;
  }

  @Override
  public @Nullable ActionRequestValidationException validate(
      SearchSourceBuilder source,
      @Nullable ActionRequestValidationException errors,
      boolean isScroll,
      boolean allowPartialSearchResults) {
    ActionRequestValidationException all =
        super.validate(source, errors, isScroll, allowPartialSearchResults);
    if (source.retriever() != this) {
      all =
          ValidateActions.addValidationError(
              "retriever [ctr_interleave] stands under another, which would order its hits anew;"
                  + " expected on top, with what it is to recall below",
              all);
    }
    // Without a size the page is what is left of the window.
    long end = Math.max(source.from(), SearchService.DEFAULT_FROM) + Math.max(0L, source.size());
    if (source.size() <= rankWindowSize && end > rankWindowSize) {
      all =
          ValidateActions.addValidationError(
              "[from + size] is ["
                  + end
                  + "] but [window_size] of retriever [ctr_interleave] is ["
                  + rankWindowSize
                  + "]; expected a window that holds the page, enlarge [window_size]",
              all);
    }
    return all;
  }

  @Override
  public void doToXContent(XContentBuilder builder, Params params) throws IOException {
    InterleaveJson.write(builder, params, interleaving, recall, rescore);
  }

  @Override
  public boolean doEquals(Object other) {
    return super.doEquals(other)
        && other instanceof InterleaveRetrieverBuilder interleave
        && interleaving.equals(interleave.interleaving)
        && recall.equals(interleave.recall)
        && rescore.equals(interleave.rescore);
  }

  @Override
  public int doHashCode() {
    return Objects.hash(super.doHashCode(), interleaving, recall, rescore);
  }
}
