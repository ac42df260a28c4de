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
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.search.retriever.RetrieverBuilder;
import org.elasticsearch.search.retriever.RetrieverParserContext;
import org.elasticsearch.xcontent.ConstructingObjectParser;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.ToXContent.Params;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParseException;
import org.elasticsearch.xcontent.XContentParser;

/** The JSON of the retriever, as docs/experiments.md describes it. */
final class InterleaveJson {
  private static final ParseField INTERLEAVING = new ParseField("name");
  private static final ParseField MODELS = new ParseField("models");
  private static final ParseField RETRIEVER = new ParseField("retriever");
  private static final ParseField RESCORE = new ParseField("rescore");

  private InterleaveJson() {}

  static InterleaveRetrieverBuilder read(
      Supplier<CtrServices> services, XContentParser parser, RetrieverParserContext context)
      throws IOException {
    try {
      return parser(services).parse(parser, context);
    } catch (XContentParseException e) {
      // What is wrong with the members together stands in the cause alone.
      String message =
          e.getCause() instanceof IllegalArgumentException told
              ? told.getMessage()
              : e.getMessage();
      throw new ParsingException(parser.getTokenLocation(), message, e);
    }
  }

  private static ConstructingObjectParser<InterleaveRetrieverBuilder, RetrieverParserContext>
      parser(Supplier<CtrServices> services) {
    ConstructingObjectParser<InterleaveRetrieverBuilder, RetrieverParserContext> parser =
        new ConstructingObjectParser<>(
            InterleaveRetrieverBuilder.NAME, members -> made(services, members));
    parser.declareString(constructorArg(), INTERLEAVING);
    parser.declareStringArray(constructorArg(), MODELS);
    parser.declareNamedObject(
        constructorArg(),
        (in, context, name) -> {
          RetrieverBuilder retriever = in.namedObject(RetrieverBuilder.class, name, context);
          context.trackRetrieverUsage(retriever);
          return retriever;
        },
        RETRIEVER);
    parser.declareObject(
        constructorArg(),
        (in, context) -> RescorerBuilder.parseFromXContent(in, context::trackRescorerUsage),
        RESCORE);
    parser.declareObjectArray(
        (made, filters) -> made.getPreFilterQueryBuilders().addAll(filters),
        (in, context) -> AbstractQueryBuilder.parseTopLevelQuery(in, context::trackQueryUsage),
        RetrieverBuilder.PRE_FILTER_FIELD);
    parser.declareString(RetrieverBuilder::retrieverName, RetrieverBuilder.NAME_FIELD);
    return parser;
  }

  @SuppressWarnings("unchecked")
  private static InterleaveRetrieverBuilder made(Supplier<CtrServices> services, Object[] members) {
    String name = (String) members[0];
    ModelTable.checkName("[ctr_interleave.name]", name);
    Interleaving interleaving = new Interleaving(name, (List<String>) members[1]);
    if (!(members[3] instanceof CtrRescorerBuilder rescore)) {
      throw new IllegalArgumentException(
          "[ctr_interleave.rescore] has rescorer ["
              + ((RescorerBuilder<?>) members[3]).getWriteableName()
              + "]; expected [ctr]");
    }
    check(rescore.request());
    return new InterleaveRetrieverBuilder(
        services, interleaving, (RetrieverBuilder) members[2], rescore);
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
    builder.field(RETRIEVER.getPreferredName(), recall, params);
    builder.field(RESCORE.getPreferredName(), rescore, params);
  }
}
