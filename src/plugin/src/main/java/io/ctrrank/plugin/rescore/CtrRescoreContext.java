package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.user.PinnedModel;
import io.ctrrank.plugin.user.ResolvedUser;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.tier.ModelVectors;
import java.util.Optional;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.rescore.RescoreContext;
import org.jspecify.annotations.Nullable;

/** One rescore of one shard: what it reads, and what it scored. Used by one thread at a time. */
final class CtrRescoreContext extends RescoreContext {
  private final CtrRequest request;
  private final ResolvedUser user;
  private final @Nullable LoadedModel model;
  private final Optional<ModelVectors> vectors;
  private final ItemIndex index;
  private final SearchExecutionContext search;
  private final CtrServices services;
  private final @Nullable String trace;
  private @Nullable ItemFields fields;
  private @Nullable ScoredWindow scored;
  private boolean nothingLeft;

  private CtrRescoreContext(
      int windowSize,
      CtrRequest request,
      ResolvedUser user,
      @Nullable LoadedModel model,
      Optional<ModelVectors> vectors,
      SearchExecutionContext search,
      CtrServices services,
      @Nullable String trace) {
    super(windowSize, new CtrRescorer());
    this.request = request;
    this.user = user;
    this.model = model;
    this.vectors = vectors;
    this.index = ItemIndex.of(search.getIndexSettings().getIndexMetadata());
    this.search = search;
    this.services = services;
    this.trace = trace;
  }

  /**
   * The context of a shard.
   *
   * @param trace of the search whose log tells of this rescore, null when it is this search
   * @throws ElasticsearchStatusException (409) if this node has not the bundle that the coordinator
   *     resolved the user with, nor is about to load it
   */
  static CtrRescoreContext build(
      int windowSize,
      CtrRequest request,
      ResolvedUser user,
      CtrServices services,
      SearchExecutionContext search,
      @Nullable String trace) {
    PinnedModel pinned = user.model();
    LoadedModel model = services.models().find(pinned.id(), pinned.digest()).orElse(null);
    if (model == null && !(pinned.uploaded() && services.models().find(pinned.id()).isEmpty())) {
      throw conflict(pinned, services);
    }
    return new CtrRescoreContext(
        windowSize,
        request,
        user,
        model,
        model == null ? Optional.empty() : services.vectors().of(model),
        search,
        services,
        trace);
  }

  private static ElasticsearchStatusException conflict(PinnedModel model, CtrServices services) {
    String here = services.models().find(model.id()).map(LoadedModel::digest).orElse("none");
    return new ElasticsearchStatusException(
        "model ["
            + model.id()
            + "] has digest ["
            + model.digest()
            + "] on the coordinating node but ["
            + here
            + "] on node ["
            + services.nodeName()
            + "]; copy the same bundle to every node and restart",
        RestStatus.CONFLICT);
  }

  CtrRequest request() {
    return request;
  }

  ResolvedUser user() {
    return user;
  }

  /** Whether this node has the model; if not, there are neither fields nor vectors to read. */
  boolean hasModel() {
    return model != null;
  }

  LoadedModel model() {
    return requireNonNull(model, "the node does not have the model");
  }

  /** Empty for models without an encoder. */
  Optional<ModelVectors> vectors() {
    return vectors;
  }

  ItemIndex index() {
    return index;
  }

  CtrServices services() {
    return services;
  }

  SearchExecutionContext search() {
    return search;
  }

  /**
   * The fields to read; looked up with the first hit, so that indices without hits may lack them.
   */
  ItemFields fields() {
    ItemFields found = fields;
    if (found == null) {
      found =
          ItemFields.of(
              model().manifest(),
              user.model().id(),
              request.bidField(),
              index,
              services.itemMemory(),
              search);
      fields = found;
    }
    return found;
  }

  /** What was scored; null before that, and in a fetch phase that could not be handed it. */
  @Nullable ScoredWindow scored() {
    return scored;
  }

  /** What was scored with what tells of it, null where that is not known. */
  @Nullable KeptWindow window() {
    return scored == null
        ? null
        : new KeptWindow(
            user.model().id(),
            user.model().digest(),
            request.choice().assignment(),
            request.serving().shadow(),
            scored);
  }

  /** Trace of the search whose log tells of this rescore, null when it is this search. */
  @Nullable String trace() {
    return trace;
  }

  /** Whether the reserve dropped every hit of the window. */
  boolean nothingLeft() {
    return nothingLeft;
  }

  void setNothingLeft() {
    nothingLeft = true;
  }

  void setScored(@Nullable ScoredWindow window) {
    scored = window;
  }
}
