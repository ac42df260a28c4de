package io.ctrrank.plugin;

import io.ctrrank.plugin.encode.TransportEncodeAction;
import io.ctrrank.plugin.lifecycle.TransportChangeTableAction;
import io.ctrrank.plugin.lifecycle.TransportDeleteModelAction;
import io.ctrrank.plugin.lifecycle.TransportGetAliasesAction;
import io.ctrrank.plugin.lifecycle.TransportGetModelsAction;
import io.ctrrank.plugin.lifecycle.TransportPutAliasAction;
import io.ctrrank.plugin.lifecycle.TransportPutModelAction;
import io.ctrrank.plugin.lifecycle.TransportPutPartAction;
import io.ctrrank.plugin.rest.TransportClearCacheAction;
import io.ctrrank.plugin.rest.TransportGetStatsAction;
import io.ctrrank.plugin.user.TransportTellHistoryAction;
import io.ctrrank.plugin.users.TransportAppendEventsAction;
import io.ctrrank.plugin.users.TransportDeleteUserAction;
import io.ctrrank.plugin.users.TransportGetUserAction;
import io.ctrrank.plugin.users.TransportPutUserAction;
import io.ctrrank.plugin.warm.TransportCoverageAction;
import io.ctrrank.plugin.warm.TransportWarmAction;
import java.util.List;
import org.elasticsearch.plugins.ActionPlugin.ActionHandler;

/** The plugin's actions, each with what does it. */
final class CtrActions {
  private CtrActions() {}

  static List<ActionHandler> all() {
    return List.of(
        new ActionHandler(TransportGetModelsAction.TYPE, TransportGetModelsAction.class),
        new ActionHandler(TransportPutModelAction.TYPE, TransportPutModelAction.class),
        new ActionHandler(TransportEncodeAction.TYPE, TransportEncodeAction.class),
        new ActionHandler(TransportWarmAction.TYPE, TransportWarmAction.class),
        new ActionHandler(TransportCoverageAction.TYPE, TransportCoverageAction.class),
        new ActionHandler(TransportGetAliasesAction.TYPE, TransportGetAliasesAction.class),
        new ActionHandler(TransportPutPartAction.TYPE, TransportPutPartAction.class),
        new ActionHandler(TransportDeleteModelAction.TYPE, TransportDeleteModelAction.class),
        new ActionHandler(TransportPutAliasAction.TYPE, TransportPutAliasAction.class),
        new ActionHandler(TransportChangeTableAction.TYPE, TransportChangeTableAction.class),
        new ActionHandler(TransportGetStatsAction.TYPE, TransportGetStatsAction.class),
        new ActionHandler(TransportClearCacheAction.TYPE, TransportClearCacheAction.class),
        new ActionHandler(TransportAppendEventsAction.TYPE, TransportAppendEventsAction.class),
        new ActionHandler(TransportGetUserAction.TYPE, TransportGetUserAction.class),
        new ActionHandler(TransportPutUserAction.TYPE, TransportPutUserAction.class),
        new ActionHandler(TransportDeleteUserAction.TYPE, TransportDeleteUserAction.class),
        new ActionHandler(TransportTellHistoryAction.TYPE, TransportTellHistoryAction.class));
  }
}
