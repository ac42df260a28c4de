package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ValidateActions;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.retriever.CompoundRetrieverBuilder;
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

  /** The last rewriting of a recall, for the other team. Not thread-safe, as rewriting is. */
  private static final class Rewriting {
    private @Nullable RetrieverBuilder from;
    private @Nullable RetrieverBuilder to;

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

  private TeamRetriever(RetrieverBuilder recall, CtrRescorerBuilder rescorer, Rewriting rewriting) {
    this.recall = recall;
    this.rescorer = rescorer;
    this.rewriting = rewriting;
  }

  /** One for each rescorer, over the same recall. */
  static List<TeamRetriever> of(RetrieverBuilder recall, List<CtrRescorerBuilder> rescorers) {
    Rewriting rewriting = new Rewriting();
    return rescorers.stream()
        .map(rescorer -> new TeamRetriever(recall, rescorer, rewriting))
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
    return rewritten == recall ? this : new TeamRetriever(rewritten, rescorer, rewriting);
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
  public QueryBuilder topDocsQuery() {
    return recall.topDocsQuery();
  }

  @Override
  public QueryBuilder explainQuery() {
    return recall.explainQuery();
  }

  @Override
  public @Nullable ActionRequestValidationException validate(
      SearchSourceBuilder source,
      @Nullable ActionRequestValidationException errors,
      boolean isScroll,
      boolean allowPartialSearchResults) {
    ActionRequestValidationException all =
        recall.validate(source, errors, isScroll, allowPartialSearchResults);
    Integer window = rescorer.windowSize();
    if (window != null
        && recall instanceof CompoundRetrieverBuilder<?> compound
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
    return recall.getName();
  }

  @Override
  protected void doToXContent(XContentBuilder builder, Params params) {
    throw new UnsupportedOperationException("the retriever above it writes it");
  }

  @Override
  protected boolean doEquals(Object other) {
    return other instanceof TeamRetriever team
        && recall.equals(team.recall)
        && rescorer.equals(team.rescorer);
  }

  @Override
  protected int doHashCode() {
    return Objects.hash(recall, rescorer);
  }
}
