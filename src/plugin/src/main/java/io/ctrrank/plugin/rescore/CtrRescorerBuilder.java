package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.budget.TimeBudget;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.CtrRequestJson;
import io.ctrrank.plugin.request.OnFailure;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.RequestIndices;
import io.ctrrank.plugin.user.Resolution;
import io.ctrrank.plugin.user.ResolvedUser;
import io.ctrrank.plugin.user.UserResolution;
import io.ctrrank.plugin.wire.CtrWire;
import io.ctrrank.plugin.wire.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.elasticsearch.TransportVersion;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/**
 * The rescorer {@code ctr} of one search. It is as the request states it until the coordinator has
 * resolved it, which happens once per request in {@link #rewrite}; then it carries the resolution
 * to the shards in place of the history and profile it was made from. Immutable but for the window
 * size, which the base class owns, and for what is not part of what it asks: the outcome, and
 * whether its search explains.
 */
public final class CtrRescorerBuilder extends RescorerBuilder<CtrRescorerBuilder> {
  /** Name of the rescorer in requests. */
  public static final String NAME = "ctr";

  private final Supplier<CtrServices> services;
  private final CtrRequest request;
  private final @Nullable Resolution resolution;

  /** Format in which it is sent: what all nodes read that it may be sent to. */
  private final int format;

  /** Trace of the search whose log tells of this rescore, null when it is its own search. */
  private final @Nullable String trace;

  /** Filled when the user that is being fetched is there; null when none is. */
  private final @Nullable AtomicReference<@Nullable ResolvedUser> pending;

  /** Whether its search asks for explanations; set before it is rewritten. */
  private volatile boolean explained;

  /** Shared with the builders that this one is rewritten to, so that it can be asked in the end. */
  private final AtomicReference<@Nullable Outcome> outcome;

  /**
   * @param services of the node this builder is on
   * @param request what is asked
   */
  public CtrRescorerBuilder(Supplier<CtrServices> services, CtrRequest request) {
    this(services, request, null, WireFormat.CURRENT, null, null, new AtomicReference<>());
  }

  private CtrRescorerBuilder(
      Supplier<CtrServices> services,
      CtrRequest request,
      @Nullable Resolution resolution,
      int format,
      @Nullable String trace,
      @Nullable AtomicReference<@Nullable ResolvedUser> pending,
      AtomicReference<@Nullable Outcome> outcome) {
    this.services = services;
    this.request = requireNonNull(request, "request is null");
    this.resolution = resolution;
    this.format = format;
    this.trace = trace;
    this.pending = pending;
    this.outcome = outcome;
  }

  /** Reads a builder that another node wrote. */
  public CtrRescorerBuilder(Supplier<CtrServices> services, StreamInput in) throws IOException {
    super(in);
    this.services = services;
    this.format = CtrWire.readFormat(in);
    this.request = CtrWire.readRequest(in, format);
    this.resolution = CtrWire.readResolution(in, format);
    this.trace = in.readOptionalString();
    this.pending = null;
    this.outcome =
        new AtomicReference<>(resolution == null ? null : new Outcome(request, resolution));
  }

  /** Reads a builder from the JSON of a search. */
  public static CtrRescorerBuilder fromXContent(
      Supplier<CtrServices> services, XContentParser parser) throws IOException {
    return new CtrRescorerBuilder(services, CtrRequestJson.read(parser));
  }

  /** The same rescorer with one of several models that rank one page. */
  public CtrRescorerBuilder among(String model, List<String> all) {
    return copyWindow(
        new CtrRescorerBuilder(services, request.withChoice(request.choice().among(model, all))));
  }

  /** What is asked. */
  public CtrRequest request() {
    return request;
  }

  /** What the coordinator made of the request, null before it has. */
  public @Nullable Resolution resolution() {
    return resolution;
  }

  /** How the coordinator decided, in this builder or one it was rewritten to; null before it. */
  public @Nullable Outcome outcome() {
    return outcome.get();
  }

  /** Says that its search asks for explanations, which only the search itself knows. */
  public void explain() {
    explained = true;
  }

  @Override
  protected void doWriteTo(StreamOutput out) throws IOException {
    if (pending != null) {
      throw new IllegalStateException(
          "rescorer [ctr] was sent to another node while its user is being fetched; expected the"
              + " search to be rewritten to its end first");
    }
    CtrWire.writeFormat(out, format);
    CtrWire.writeRequest(out, request, format);
    CtrWire.writeResolution(out, resolution, format);
    out.writeOptionalString(trace);
  }

  @Override
  public CtrRescorerBuilder rewrite(QueryRewriteContext context) throws IOException {
    if (resolution != null || !isCoordinator(context)) {
      return this;
    }
    if (pending != null) {
      ResolvedUser fetched = pending.get();
      return fetched == null ? this : resolved(fetched);
    }
    RequestIndices indices = RequestIndices.of(context);
    if (request.wantsNoModel()) {
      return resolved(RecallOrder.NO_MODEL);
    }
    CtrServices node = services.get();
    if (!node.settings().enabled()) {
      return resolved(RecallOrder.DISABLED);
    }
    return request.choice().named()
        ? resolve(node, indices, context)
        : copyWindow(with(chosen(node, indices), pending)).resolve(node, indices, context);
  }

  /** The request with the model that is bound to what it goes to. */
  private CtrRequest chosen(CtrServices node, RequestIndices indices) {
    Optional<List<String>> names = node.outer().names().or(indices::names);
    return request.withChoice(
        node.traffic()
            .choose(request.choice().experiment(), request.user(), names, indices.models()));
  }

  private CtrRescorerBuilder resolve(
      CtrServices node, RequestIndices indices, QueryRewriteContext context) {
    if (request.wantsNoModel()) {
      return resolved(RecallOrder.BOUND);
    }
    Duration time = request.serving().timeout().orElseGet(node.settings()::searchTimeout);
    TimeBudget budget = TimeBudget.start(time, System::nanoTime);
    // All shards score with the text, or none does.
    CtrRequest read = node.wire().spoken() < WireFormat.QUERIES ? request.withoutText() : request;
    return switch (node.users().begin(read, indices, budget, explained)) {
      case UserResolution.Done done -> resolved(done.user());
      case UserResolution.Pending fetching -> fetching(fetching.fetch(), context);
    };
  }

  private CtrRescorerBuilder with(
      CtrRequest changed, @Nullable AtomicReference<@Nullable ResolvedUser> slot) {
    CtrRescorerBuilder copy =
        new CtrRescorerBuilder(
            services, changed, null, format, services.get().outer().trace(), slot, outcome);
    copy.explained = explained;
    return copy;
  }

  private static boolean isCoordinator(QueryRewriteContext context) {
    return context.getResolvedIndices() != null
        && context.convertToSearchExecutionContext() == null
        && context.convertToCoordinatorRewriteContext() == null
        && context.convertToIndexMetadataContext() == null
        && context.convertToDataRewriteContext() == null;
  }

  private CtrRescorerBuilder fetching(UserResolution.Fetch fetch, QueryRewriteContext context) {
    AtomicReference<@Nullable ResolvedUser> slot = new AtomicReference<>();
    context.registerAsyncAction(
        (client, listener) ->
            fetch.start(
                client,
                listener.delegateFailureAndWrap(
                    (next, fetched) -> {
                      slot.set(fetched);
                      next.onResponse(null);
                    })));
    return copyWindow(with(request, slot));
  }

  private CtrRescorerBuilder resolved(Resolution made) {
    if (made instanceof ResolvedUser user) {
      told(user);
    }
    Outcome decided = new Outcome(request, made);
    outcome.set(decided);
    services.get().outer().decided(decided);
    return copyWindow(
        new CtrRescorerBuilder(
            services,
            request.withoutInputs(),
            made,
            services.get().wire().spoken(),
            services.get().outer().trace(),
            null,
            outcome));
  }

  /** What is worse than it should be about the user is counted here, once for all shards. */
  private void told(ResolvedUser user) {
    user.degradations().forEach(services.get().counters()::add);
    if (user.degradations().contains(Degradation.USER_STATE_UNAVAILABLE)
        && request.serving().onFailure() == OnFailure.FAIL) {
      throw DegradedException.of(
          Degradation.USER_STATE_UNAVAILABLE,
          "what is stored of the user could not be read in time");
    }
  }

  private CtrRescorerBuilder copyWindow(CtrRescorerBuilder copy) {
    Integer window = windowSize();
    return window == null ? copy : copy.windowSize(window.intValue());
  }

  @Override
  protected RescoreContext innerBuildContext(int windowSize, SearchExecutionContext context) {
    // Scores depend on more than the request and the index: on models, histories, caches.
    context.disableCache();
    return switch (resolution) {
      case null ->
          throw new IllegalStateException(
              "rescorer [ctr] reached a shard unresolved; expected a search that was rewritten at"
                  + " its coordinator");
      case RecallOrder order -> {
        services.get().counters().addRecallOrder();
        yield new RescoreContext(
            windowSize, new RecallOrderRescorer(order, request.choice().rule()));
      }
      case ResolvedUser user ->
          CtrRescoreContext.build(windowSize, request, user, services.get(), context, trace);
    };
  }

  @Override
  public @Nullable ActionRequestValidationException validate(
      SearchSourceBuilder source, @Nullable ActionRequestValidationException errors) {
    return SearchRules.check(source, windowSize(), errors);
  }

  @Override
  protected boolean isWindowSizeRequired() {
    return true;
  }

  @Override
  protected void doXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject(NAME);
    CtrRequestJson.writeMembers(builder, request);
    builder.endObject();
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public TransportVersion getMinimalSupportedVersion() {
    return TransportVersion.minimumCompatible();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof CtrRescorerBuilder builder
        && request.equals(builder.request)
        && Objects.equals(resolution, builder.resolution)
        && Objects.equals(trace, builder.trace)
        && Objects.equals(pending, builder.pending);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), request, resolution, trace);
  }
}
