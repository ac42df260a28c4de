package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.tier.ModelVectors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * Resolves the users of requests at the coordinator. What caches hold is resolved at once, the rest
 * asynchronously; no step blocks its thread. Thread-safe.
 */
public final class UserResolver {
  private final ModelRegistry models;
  private final NodeVectors vectors;
  private final ThreadPool threads;
  private final AbsentItems absent = new AbsentItems();

  /**
   * @param models the node's models
   * @param vectors the node's vectors
   * @param threads where requests continue
   */
  public UserResolver(ModelRegistry models, NodeVectors vectors, ThreadPool threads) {
    this.models = models;
    this.vectors = vectors;
    this.threads = threads;
  }

  /**
   * Checks the request against its model and looks everything up that this node holds.
   *
   * @throws org.elasticsearch.ResourceNotFoundException (404) if the model does not serve
   * @throws IllegalArgumentException (400) if the request states what the model does not read
   */
  public UserResolution begin(CtrRequest request, RequestIndices indices) {
    LoadedModel model = models.require(request.model());
    FeatureSchema schema = model.manifest().schema();
    check(request, schema);
    List<BehaviorEvent> events = request.user().history().orElse(BehaviorSequence.empty()).events();
    events.forEach(event -> schema.history().typeNumber(event.type()));
    UserDraft draft = new UserDraft(schema, newest(events, schema.history()));
    return vectors
        .of(model)
        .map(modelVectors -> lookUp(request, indices, model, modelVectors, draft))
        .orElseGet(() -> done(model, draft));
  }

  private UserResolution lookUp(
      CtrRequest request,
      RequestIndices indices,
      LoadedModel model,
      ModelVectors modelVectors,
      UserDraft draft) {
    List<String> catalogues = indices.catalogues();
    Set<String> missing = new HashSet<>();
    for (String item : draft.items()) {
      short[] vector = modelVectors.newest(catalogues, item);
      draft.setVector(item, vector);
      if (vector == null) {
        missing.add(item);
      }
    }
    Set<String> wanted = indices.concrete().isEmpty() ? Set.of() : absent.without(indices, missing);
    String profile = request.user().profile().filter(text -> !text.isBlank()).orElse(null);
    if (profile != null) {
      short[] vector = modelVectors.profile(profile);
      draft.setProfile(vector);
      profile = vector == null ? profile : null;
    }
    if (wanted.isEmpty() && profile == null) {
      return done(model, draft);
    }
    FeatureSchema schema = model.manifest().schema();
    return new UserResolution.Pending(
        new UserFetch(
            modelVectors,
            new HistoryLookup(schema, schema.itemText().orElseThrow(), indices),
            wanted,
            profile,
            items -> absent.add(indices, items),
            draft,
            model.digest(),
            threads));
  }

  private static UserResolution done(LoadedModel model, UserDraft draft) {
    return new UserResolution.Done(ResolvedUser.of(model.digest(), draft.context()));
  }

  private static List<BehaviorEvent> newest(List<BehaviorEvent> events, HistorySchema schema) {
    return events.subList(0, Math.min(events.size(), schema.maxLength()));
  }

  private static void check(CtrRequest request, FeatureSchema schema) {
    if (request.queryText().isPresent()) {
      throw new IllegalArgumentException(
          notRead(request.model(), "query_text") + "leave it out, or name a model that reads it");
    }
    if (request.user().profile().isPresent() && schema.profile().isEmpty()) {
      throw new IllegalArgumentException(
          notRead(request.model(), "user.profile") + "leave it out, or name a model that reads it");
    }
  }

  private static String notRead(String model, String member) {
    return "model [" + model + "] does not read [" + member + "]; ";
  }
}
