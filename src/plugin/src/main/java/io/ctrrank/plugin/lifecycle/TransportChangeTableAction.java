package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.PersistentTableAction;
import io.ctrrank.plugin.lifecycle.TableChange.Kind;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.traffic.Experiments;
import java.util.List;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Changes the table of models on the master. */
public final class TransportChangeTableAction extends PersistentTableAction<ChangeTableRequest> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/table/change");

  /** Made by Elasticsearch. */
  @Inject
  public TransportChangeTableAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters) {
    super(TYPE, transport, cluster, threads, filters, ChangeTableRequest::new);
  }

  @Override
  protected Settings change(Settings settings, ChangeTableRequest request) {
    return changed(settings, request.change());
  }

  static Settings changed(Settings settings, TableChange change) {
    ModelTable after = change.apply(ModelTable.of(settings));
    if (change.kind() == Kind.DELETE || change.kind() == Kind.DELETE_ALIAS) {
      requireUnused(change.name(), Experiments.of(settings));
    }
    return after.in(settings);
  }

  private static void requireUnused(String name, Experiments experiments) {
    List<String> users = experiments.usersOf(name);
    if (!users.isEmpty()) {
      throw new ElasticsearchStatusException(
          "[" + name + "] is in use by " + users + "; delete or change them first",
          RestStatus.CONFLICT);
    }
  }
}
