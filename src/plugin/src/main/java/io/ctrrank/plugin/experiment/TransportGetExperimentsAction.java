package io.ctrrank.plugin.experiment;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.traffic.Experiment;
import io.ctrrank.plugin.traffic.Experiments;
import io.ctrrank.plugin.traffic.Traffic;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;
import org.jspecify.annotations.Nullable;

/** Tells experiments and bindings. */
public final class TransportGetExperimentsAction
    extends BlockingAction<GetExperimentsRequest, GetExperimentsResponse> {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetExperimentsResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/experiment/get");

  private final Traffic traffic;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetExperimentsAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, Traffic traffic) {
    super(TYPE, transport, threads, filters);
    this.traffic = traffic;
  }

  @Override
  protected GetExperimentsResponse answer(Task task, GetExperimentsRequest request) {
    return new GetExperimentsResponse(
        request.of(), asked(traffic.table(), request.of(), request.name()), request.unit());
  }

  private static Experiments asked(
      Experiments table, GetExperimentsRequest.Of of, @Nullable String name) {
    if (name == null) {
      return table;
    }
    if (of == GetExperimentsRequest.Of.EXPERIMENTS) {
      SortedMap<String, Experiment> one = new TreeMap<>();
      one.put(name, table.require(name));
      return new Experiments(one, Collections.emptySortedMap());
    }
    String model = table.bindings().get(name);
    if (model == null) {
      throw new ResourceNotFoundException(
          "no model is bound to [" + name + "]; expected one of " + table.bindings().keySet());
    }
    SortedMap<String, String> one = new TreeMap<>();
    one.put(name, model);
    return new Experiments(Collections.emptySortedMap(), one);
  }
}
