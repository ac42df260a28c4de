package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelTable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Tells the aliases of models. */
public final class TransportGetAliasesAction
    extends BlockingAction<GetAliasesRequest, GetAliasesResponse> {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetAliasesResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/model/alias/get");

  private final ModelRegistry models;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetAliasesAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, ModelRegistry models) {
    super(TYPE, transport, threads, filters);
    this.models = models;
  }

  @Override
  protected GetAliasesResponse answer(Task task, GetAliasesRequest request) {
    ModelTable table = models.table();
    String name = request.name();
    if (name == null) {
      return new GetAliasesResponse(table.aliases());
    }
    List<String> targets = table.aliases().get(name);
    if (targets == null) {
      throw new ResourceNotFoundException(
          "alias [" + name + "] is not known; expected one of " + table.aliases().keySet());
    }
    SortedMap<String, List<String>> one = new TreeMap<>();
    one.put(name, targets);
    return new GetAliasesResponse(one);
  }
}
