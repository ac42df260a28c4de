package io.ctrrank.plugin.experiment;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.lifecycle.GetModelsRequest;
import io.ctrrank.plugin.lifecycle.TransportGetModelsAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.traffic.Experiment;
import io.ctrrank.plugin.traffic.ExperimentDraft;
import io.ctrrank.plugin.traffic.Traffic;
import java.util.Set;
import java.util.stream.Stream;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.ProjectMetadata;
import org.elasticsearch.cluster.project.ProjectResolver;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Makes, starts and binds: a model that users would get must serve on every node, and the alias
 * whose searches it is for must be there.
 */
public final class TransportCheckedChangeAction
    extends BlockingAction<CheckedChangeRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/experiment/put");

  private final NodeClient client;
  private final ClusterService cluster;
  private final ProjectResolver projects;
  private final ModelRegistry models;
  private final Traffic traffic;

  /** Made by Elasticsearch. */
  @Inject
  public TransportCheckedChangeAction(
      TransportService transport,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ClusterService cluster,
      ProjectResolver projects,
      ModelRegistry models,
      Traffic traffic) {
    super(TYPE, transport, threads, filters);
    this.client = client;
    this.cluster = cluster;
    this.projects = projects;
    this.models = models;
    this.traffic = traffic;
  }

  @Override
  protected AcknowledgedResponse answer(Task task, CheckedChangeRequest request) {
    TimeValue timeout = request.timeout();
    // What is there now and deleted while it is looked at is missed on the master.
    Set<String> uploaded =
        ModelTable.of(cluster.state().metadata().persistentSettings())
            .known(request.change().models());
    switch (request.change()) {
      case ExperimentChange.Put put ->
          put.draft().arms().forEach(arm -> requireArm(put.draft().name(), arm, timeout));
      case ExperimentChange.Step step -> {
        if (step.step() == ExperimentChange.Step.Kind.START) {
          Experiment experiment = traffic.table().require(step.name());
          requireAlias(experiment.alias());
          experiment.arms().forEach(arm -> requireModel(arm.model(), timeout));
        }
      }
      case ExperimentChange.Bind bind -> {
        requireAlias(bind.alias());
        requireModel(models.table().resolve(bind.model()), timeout);
      }
    }
    return client
        .execute(
            TransportChangeExperimentsAction.TYPE,
            new ChangeExperimentsRequest(request.change(), uploaded, timeout))
        .actionGet();
  }

  /**
   * What is compared must not change on the way, as the model behind an alias may. From an arm
   * whose model does not serve users can be taken away.
   */
  private void requireArm(String experiment, ExperimentDraft.ArmDraft arm, TimeValue timeout) {
    ModelTable table = models.table();
    String model = arm.model();
    if (table.aliases().containsKey(model)) {
      throw new IllegalArgumentException(
          "an arm of experiment ["
              + experiment
              + "] has the alias ["
              + model
              + "]; expected the id of a model, such as ["
              + table.resolve(model)
              + "] that the alias names now");
    }
    if (!traffic.table().holds(experiment, arm)) {
      requireModel(model, timeout);
    }
  }

  private void requireModel(String model, TimeValue timeout) {
    if (model.equals(CtrRequest.NO_MODEL)) {
      return;
    }
    GetModelsRequest asked = GetModelsRequest.of(model, GetModelsRequest.View.BY_MODEL);
    asked.setTimeout(timeout);
    client
        .execute(TransportGetModelsAction.TYPE, asked)
        .actionGet()
        .readiness(model)
        .requireEverywhere(model, "nothing is changed");
  }

  private void requireAlias(String alias) {
    ProjectMetadata project = projects.getProjectMetadata(cluster.state());
    if (!project.getIndicesLookup().containsKey(alias)) {
      throw new ResourceNotFoundException(
          "no index, data stream or alias is named ["
              + alias
              + "]; expected one of "
              + Stream.concat(
                      project.aliasedIndices().stream(), project.indices().keySet().stream())
                  .filter(name -> !name.startsWith("."))
                  .sorted()
                  .limit(20)
                  .toList());
    }
  }
}
