package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ValidateActions;
import org.elasticsearch.index.query.MatchNoneQueryBuilder;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.retriever.CompoundRetrieverBuilder;
import org.elasticsearch.search.retriever.KnnRetrieverBuilder;
import org.elasticsearch.search.retriever.RetrieverBuilder;
import org.elasticsearch.xcontent.XContentBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Recall, scored by the model of one team. Both teams have the same recall, which is rewritten
 * once: a retriever that searches, as {@code rrf} does, searches once for both.
 */
final class TeamRetriever extends RetrieverBuilder {
  private final RetrieverBuilder recall;
  private final CtrRescorerBuilder rescorer;
  private final Rewriting rewriting;
  private final boolean first;

  /** The last rewriting of a recall, for the other team. Not thread-safe, as rewriting is. */
  private static final class Rewriting {
    private final boolean minScore;
    private @Nullable RetrieverBuilder from;
    private @Nullable RetrieverBuilder to;

    /**
     * @param minScore whether the recall leaves hits out by their scores
     */
    Rewriting(boolean minScore) {
      this.minScore = minScore;
    }

    RetrieverBuilder of(RetrieverBuilder recall, QueryRewriteContext context) throws IOException {
      RetrieverBuilder known = to;
      if (from == recall && known != null) {
        return known;
      }
      RetrieverBuilder rewritten = recall.rewrite(context);
      from = recall;
      to = rewritten;
      return rewritten;
    }
  }

  private TeamRetriever(
      RetrieverBuilder recall, CtrRescorerBuilder rescorer, Rewriting rewriting, boolean first) {
    this.recall = recall;
    this.rescorer = rescorer;
    this.rewriting = rewriting;
    this.first = first;
  }

  /** One for each rescorer, over the same recall. */
  static List<TeamRetriever> of(RetrieverBuilder recall, List<CtrRescorerBuilder> rescorers) {
    Rewriting rewriting = new Rewriting(hasMinScore(recall));
    return rescorers.stream()
        .map(
            rescorer ->
                new TeamRetriever(
                    recall, rescorer, rewriting, rescorer.equals(rescorers.getFirst())))
        .toList();
  }

  @Override
  public boolean isCompound() {
    return recall.isCompound();
  }

  @Override
  public RetrieverBuilder rewrite(QueryRewriteContext context) throws IOException {
    filterRecall();
    RetrieverBuilder rewritten = rewriting.of(recall, context);
    return rewritten == recall ? this : new TeamRetriever(rewritten, rescorer, rewriting, first);
  }

  @Override
  public void extractToSearchSourceBuilder(SearchSourceBuilder source, boolean compoundUsed) {
    filterRecall();
    recall.extractToSearchSourceBuilder(source, compoundUsed);
    source.addRescorer(rescorer);
  }

  /** Hands filters from above on to the recall, which has them already if the other team did. */
  private void filterRecall() {
    List<QueryBuilder> filters = recall.getPreFilterQueryBuilders();
    getPreFilterQueryBuilders().stream()
        .filter(filter -> !filters.contains(filter))
        .forEach(filters::add);
  }

  @Override
  protected boolean hasMinScore() {
    return rewriting.minScore;
  }

  private static boolean hasMinScore(RetrieverBuilder retriever) {
    return retriever.minScore() != null
        || (retriever instanceof CompoundRetrieverBuilder<?> compound
            && compound.innerRetrievers().stream()
                .anyMatch(source -> hasMinScore(source.retriever())));
  }

  @Override
  public QueryBuilder topDocsQuery() {
    return ofTeam(RetrieverBuilder::topDocsQuery);
  }

  @Override
  public QueryBuilder explainQuery() {
    return ofTeam(RetrieverBuilder::explainQuery);
  }

  /** The recall's query once, except where it names the hits that were found for each team. */
  private QueryBuilder ofTeam(Function<RetrieverBuilder, QueryBuilder> query) {
    if (!first && !(recall instanceof KnnRetrieverBuilder)) {
      return new MatchNoneQueryBuilder("the other team has the same recall");
    }
    recall.setRankDocs(getRankDocs());
    return query.apply(recall);
  }

  @Override
  public @Nullable ActionRequestValidationException validate(
      SearchSourceBuilder source,
      @Nullable ActionRequestValidationException errors,
      boolean isScroll,
      boolean allowPartialSearchResults) {
    if (!first) {
      return errors;
    }
    ActionRequestValidationException all =
        recall.validate(source, errors, isScroll, allowPartialSearchResults);
    int window = InterleaveRetrieverBuilder.window(rescorer);
    if (recall instanceof CompoundRetrieverBuilder<?> compound
        && compound.rankWindowSize() < window) {
      all =
          ValidateActions.addValidationError(
              "[ctr_interleave.rescore.window_size] is ["
                  + window
                  + "] but retriever ["
                  + recall.getName()
                  + "] below it has a ["
                  + compound.getRankWindowSizeField().getPreferredName()
                  + "] of ["
                  + compound.rankWindowSize()
                  + "]; expected one as large at least",
              all);
    }
    return all;
  }

  @Override
  public String getName() {
    return recall.getName() + " of [" + rescorer.request().model() + "]";
  }

  @Override
  protected void doToXContent(XContentBuilder builder, Params params) throws IOException {
    InterleaveJson.writeScored(builder, params, recall, rescorer);
  }

  @Override
  protected boolean doEquals(Object other) {
    return other instanceof TeamRetriever team
        && first == team.first
        && recall.equals(team.recall)
        && rescorer.equals(team.rescorer);
  }

  @Override
  protected int doHashCode() {
    return Objects.hash(recall, rescorer);
  }
}
