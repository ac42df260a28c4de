package io.ctrrank.plugin.interleave;

import static org.elasticsearch.xcontent.ConstructingObjectParser.constructorArg;

import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.ExperimentInput;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.CtrServices;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.index.query.AbstractQueryBuilder;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.search.retriever.RetrieverBuilder;
import org.elasticsearch.search.retriever.RetrieverParserContext;
import org.elasticsearch.xcontent.ConstructingObjectParser;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.ToXContent.Params;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/** The JSON of the retriever, as docs/experiments.md describes it. */
final class InterleaveJson {
  private static final ParseField INTERLEAVING = new ParseField("name");
  private static final ParseField MODELS = new ParseField("models");
  private static final ParseField RETRIEVER = new ParseField("retriever");
  private static final ParseField RESCORE = new ParseField("rescore");

  private static final ConstructingObjectParser<Members, RetrieverParserContext> PARSER =
      new ConstructingObjectParser<>(InterleaveRetrieverBuilder.NAME, Members::new);

  static {
    PARSER.declareString(constructorArg(), INTERLEAVING);
    PARSER.declareStringArray(constructorArg(), MODELS);
    PARSER.declareNamedObject(
        constructorArg(),
        (parser, context, name) -> {
          RetrieverBuilder retriever = parser.namedObject(RetrieverBuilder.class, name, context);
          context.trackRetrieverUsage(retriever);
          return retriever;
        },
        RETRIEVER);
    PARSER.declareObject(
        constructorArg(),
        (parser, context) -> RescorerBuilder.parseFromXContent(parser, context::trackRescorerUsage),
        RESCORE);
    PARSER.declareObjectArray(
        (members, filters) -> members.filters = filters,
        (parser, context) ->
            AbstractQueryBuilder.parseTopLevelQuery(parser, context::trackQueryUsage),
        RetrieverBuilder.PRE_FILTER_FIELD);
    PARSER.declareString((members, name) -> members.label = name, RetrieverBuilder.NAME_FIELD);
  }

  private InterleaveJson() {}

  /** What was read, before it is looked at. */
  private static final class Members {
    private final String name;
    private final List<String> models;
    private final RetrieverBuilder recall;
    private final RescorerBuilder<?> rescore;
    private List<QueryBuilder> filters = List.of();
    private @Nullable String label;

    @SuppressWarnings("unchecked")
    Members(Object[] members) {
      this.name = (String) members[0];
      this.models = (List<String>) members[1];
      this.recall = (RetrieverBuilder) members[2];
      this.rescore = (RescorerBuilder<?>) members[3];
    }

    InterleaveRetrieverBuilder retriever(Supplier<CtrServices> services) {
      ModelTable.checkName("[ctr_interleave.name]", name);
      Interleaving interleaving = new Interleaving(name, models);
      if (!(rescore instanceof CtrRescorerBuilder ctr)) {
        throw new IllegalArgumentException(
            "[ctr_interleave.rescore] has rescorer ["
                + rescore.getWriteableName()
                + "]; expected [ctr]");
      }
      check(ctr.request());
      InterleaveRetrieverBuilder made =
          new InterleaveRetrieverBuilder(services, interleaving, recall, ctr);
      made.getPreFilterQueryBuilders().addAll(filters);
      if (label != null) {
        made.retrieverName(label);
      }
      return made;
    }
  }

  static InterleaveRetrieverBuilder read(
      Supplier<CtrServices> services, XContentParser parser, RetrieverParserContext context)
      throws IOException {
    Members members = PARSER.apply(parser, context);
    try {
      return members.retriever(services);
    } catch (IllegalArgumentException e) {
      throw new ParsingException(parser.getTokenLocation(), e.getMessage(), e);
    }
  }

  private static void check(CtrRequest request) {
    if (request.choice().named()) {
      throw new IllegalArgumentException(
          "[ctr_interleave.rescore.ctr.model] is ["
              + request.model()
              + "]; leave it out, both models stand in [ctr_interleave.models]");
    }
    ExperimentInput experiment = request.choice().experiment();
    if (experiment.refused() || experiment.name().isPresent() || experiment.arm().isPresent()) {
      throw new IllegalArgumentException(
          "[ctr_interleave.rescore.ctr.experiment] may have a [unit] only: the draft is no part of"
              + " another experiment");
    }
    if (request.serving().shadow()) {
      throw new IllegalArgumentException(
          "[ctr_interleave.rescore.ctr.shadow] is [true], with which no model orders hits; leave it"
              + " out");
    }
  }

  static void write(
      XContentBuilder builder,
      Params params,
      Interleaving interleaving,
      RetrieverBuilder recall,
      CtrRescorerBuilder rescore)
      throws IOException {
    builder.field(INTERLEAVING.getPreferredName(), interleaving.name());
    builder.field(MODELS.getPreferredName(), interleaving.models());
    writeScored(builder, params, recall, rescore);
  }

  /** Writes what both teams have in common, and one of them alone. */
  static void writeScored(
      XContentBuilder builder, Params params, RetrieverBuilder recall, CtrRescorerBuilder rescore)
      throws IOException {
    builder.field(RETRIEVER.getPreferredName(), recall, params);
    builder.field(RESCORE.getPreferredName(), rescore, params);
  }
}
