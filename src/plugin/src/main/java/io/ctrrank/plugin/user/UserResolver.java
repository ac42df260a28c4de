package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.budget.TimeBudget;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.store.UserStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.logging.HeaderWarning;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * Resolves the users of requests at the coordinator. What this process holds is resolved at once,
 * the rest asynchronously; no step blocks its thread. Thread-safe.
 */
public final class UserResolver {
  private final ModelRegistry models;
  private final UserSources sources;
  private final Supplier<Set<String>> onTrial;
  private final Predicate<CtrRequest> logged;

  /**
   * @param models the node's models
   * @param vectors the node's vectors
   * @param users what applications stored of users, empty where no store is set
   * @param storeThreads threads that may block on a store
   * @param threads where requests continue
   * @param counters told how long requests waited
   * @param onTrial ids of the models in running experiments
   * @param logged whether a search may be logged, which tells its text
   * @param present the indices that there are
   */
  public UserResolver(
      ModelRegistry models,
      NodeVectors vectors,
      Optional<? extends UserStore> users,
      Executor storeThreads,
      ThreadPool threads,
      RescoreCounters counters,
      Supplier<Set<String>> onTrial,
      Predicate<CtrRequest> logged,
      Supplier<? extends Collection<IndexMetadata>> present) {
    this.models = models;
    this.onTrial = onTrial;
    this.logged = logged;
    this.sources =
        new UserSources(
            vectors,
            users.map(store -> store),
            storeThreads,
            threads,
            new AbsentItems(),
            new WholeSights(present),
            counters);
  }

  /**
   * Checks the request against its model and looks everything up that this node holds.
   *
   * @param budget the time that the request may wait
   * @param explained whether the search asks for explanations
   * @throws org.elasticsearch.ResourceNotFoundException (404) if the model does not serve
   * @throws IllegalArgumentException (400) if the request states what the model does not read
   */
  public UserResolution begin(
      CtrRequest request, RequestIndices indices, TimeBudget budget, boolean explained) {
    LoadedModel model = models.require(request.model());
    FeatureSchema schema = model.manifest().schema();
    check(request, schema);
    return new UserFetch(
            sources,
            schema,
            PinnedModel.of(model, models.table()),
            sources.vectors().of(model),
            indices,
            request.user(),
            request.queryText().filter(text -> schema.query()),
            budget,
            explained)
        .begin();
  }

  private void check(CtrRequest request, FeatureSchema schema) {
    if (request.user().isNameOnly() && sources.users().isEmpty()) {
      throw new IllegalArgumentException(
          "[ctr.user] has only the id ["
              + request.user().id().orElseThrow()
              + "], by which nothing is looked up; expected [history] or [profile] beside it, or"
              + " setting [ctr.redis.host] on every node to look users up");
    }
    // It is for the log, too, which may be switched off and on under running searches.
    if (request.queryText().isPresent()
        && !schema.query()
        && !logged.test(request)
        && !anotherReads(request, FeatureSchema::query)) {
      HeaderWarning.addWarning(
          notRead(request.model(), "query_text") + "nor is the search logged: it does nothing");
    }
    if (request.user().profile().isPresent()
        && schema.profile().isEmpty()
        && !anotherReads(request, other -> other.profile().isPresent())) {
      throw new IllegalArgumentException(
          notRead(request.model(), "user.profile") + "leave it out, or name a model that reads it");
    }
    checkTypes(request, schema);
  }

  /** Refuses a type of event that none of the models knows; what this one does not is left out. */
  private void checkTypes(CtrRequest request, FeatureSchema schema) {
    Set<String> ofOthers = new HashSet<>();
    for (BehaviorEvent event : request.user().history().orElse(BehaviorSequence.empty()).events()) {
      String type = event.type();
      if (!schema.history().types().contains(type)
          && ofOthers.add(type)
          && !anotherReads(request, other -> other.history().types().contains(type))) {
        schema.history().typeNumber(type);
      }
    }
  }

  /**
   * Whether a model that an experiment might have given the search, or that ranks beside this one,
   * reads what this one does not: that is stated to all of them.
   */
  private boolean anotherReads(CtrRequest request, Predicate<FeatureSchema> reads) {
    Collection<String> others =
        request.choice().named() ? request.choice().rivals() : onTrial.get();
    return others.stream()
        .flatMap(name -> models.find(models.table().resolve(name)).stream())
        .anyMatch(model -> reads.test(model.manifest().schema()));
  }

  private static String notRead(String model, String member) {
    return "model [" + model + "] does not read [" + member + "]; ";
  }
}
