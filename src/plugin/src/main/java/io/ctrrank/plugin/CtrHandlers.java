package io.ctrrank.plugin;

import io.ctrrank.plugin.lifecycle.GetModelsRequest;
import io.ctrrank.plugin.rest.RestAliasAction;
import io.ctrrank.plugin.rest.RestAppendEventsAction;
import io.ctrrank.plugin.rest.RestCatModelsAction;
import io.ctrrank.plugin.rest.RestCoverageAction;
import io.ctrrank.plugin.rest.RestDeleteModelAction;
import io.ctrrank.plugin.rest.RestGetAliasesAction;
import io.ctrrank.plugin.rest.RestGetModelsAction;
import io.ctrrank.plugin.rest.RestPutModelAction;
import io.ctrrank.plugin.rest.RestPutPartAction;
import io.ctrrank.plugin.rest.RestStatsAction;
import io.ctrrank.plugin.rest.RestUserAction;
import io.ctrrank.plugin.rest.RestWarmAction;
import java.util.Collection;
import java.util.List;
import org.elasticsearch.rest.RestHandler;

/** What answers {@code /_ctr} and {@code /_cat/ctr}. */
final class CtrHandlers {
  private CtrHandlers() {}

  static Collection<RestHandler> all() {
    return List.of(
        new RestGetModelsAction(GetModelsRequest.View.BY_MODEL),
        new RestGetModelsAction(GetModelsRequest.View.BY_NODE),
        new RestPutModelAction(),
        new RestPutPartAction(),
        new RestDeleteModelAction(),
        new RestAliasAction(),
        new RestGetAliasesAction(),
        new RestCatModelsAction(),
        new RestWarmAction(),
        new RestCoverageAction(),
        new RestStatsAction(),
        new RestAppendEventsAction(System::currentTimeMillis),
        new RestUserAction());
  }
}
