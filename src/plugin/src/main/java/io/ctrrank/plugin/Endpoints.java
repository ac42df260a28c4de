package io.ctrrank.plugin;

import io.ctrrank.plugin.encode.TransportEncodeAction;
import io.ctrrank.plugin.experiment.TransportChangeExperimentsAction;
import io.ctrrank.plugin.experiment.TransportCheckedChangeAction;
import io.ctrrank.plugin.experiment.TransportGetExperimentsAction;
import io.ctrrank.plugin.impression.TransportWriteImpressionsAction;
import io.ctrrank.plugin.lifecycle.GetModelsRequest;
import io.ctrrank.plugin.lifecycle.TransportChangeTableAction;
import io.ctrrank.plugin.lifecycle.TransportDeleteModelAction;
import io.ctrrank.plugin.lifecycle.TransportGetAliasesAction;
import io.ctrrank.plugin.lifecycle.TransportGetModelsAction;
import io.ctrrank.plugin.lifecycle.TransportPutAliasAction;
import io.ctrrank.plugin.lifecycle.TransportPutModelAction;
import io.ctrrank.plugin.lifecycle.TransportPutPartAction;
import io.ctrrank.plugin.lifecycle.TransportRollBackAliasAction;
import io.ctrrank.plugin.report.TransportInterleavingReportAction;
import io.ctrrank.plugin.report.TransportReportAction;
import io.ctrrank.plugin.rest.RestAliasAction;
import io.ctrrank.plugin.rest.RestAppendEventsAction;
import io.ctrrank.plugin.rest.RestBindingAction;
import io.ctrrank.plugin.rest.RestCatModelsAction;
import io.ctrrank.plugin.rest.RestCoverageAction;
import io.ctrrank.plugin.rest.RestDeleteModelAction;
import io.ctrrank.plugin.rest.RestExperimentAction;
import io.ctrrank.plugin.rest.RestGetAliasesAction;
import io.ctrrank.plugin.rest.RestGetModelsAction;
import io.ctrrank.plugin.rest.RestInterleavingReportAction;
import io.ctrrank.plugin.rest.RestPutModelAction;
import io.ctrrank.plugin.rest.RestPutPartAction;
import io.ctrrank.plugin.rest.RestReportAction;
import io.ctrrank.plugin.rest.RestStatsAction;
import io.ctrrank.plugin.rest.RestUserAction;
import io.ctrrank.plugin.rest.RestWarmAction;
import io.ctrrank.plugin.rest.RestWarmScheduleAction;
import io.ctrrank.plugin.rest.TransportClearCacheAction;
import io.ctrrank.plugin.rest.TransportGetStatsAction;
import io.ctrrank.plugin.user.TransportTellHistoryAction;
import io.ctrrank.plugin.users.TransportAppendEventsAction;
import io.ctrrank.plugin.users.TransportDeleteUserAction;
import io.ctrrank.plugin.users.TransportGetUserAction;
import io.ctrrank.plugin.users.TransportPutUserAction;
import io.ctrrank.plugin.warm.TransportChangeScheduleAction;
import io.ctrrank.plugin.warm.TransportCoverageAction;
import io.ctrrank.plugin.warm.TransportGetSchedulesAction;
import io.ctrrank.plugin.warm.TransportPutScheduleAction;
import io.ctrrank.plugin.warm.TransportWarmAction;
import java.util.Collection;
import java.util.List;
import org.elasticsearch.plugins.ActionPlugin.ActionHandler;
import org.elasticsearch.rest.RestHandler;

/** What the plugin answers: actions between nodes, and {@code /_ctr} and {@code /_cat/ctr}. */
public final class Endpoints {
  private Endpoints() {}

  static List<ActionHandler> actions() {
    return List.of(
        new ActionHandler(TransportGetModelsAction.TYPE, TransportGetModelsAction.class),
        new ActionHandler(TransportPutModelAction.TYPE, TransportPutModelAction.class),
        new ActionHandler(TransportEncodeAction.TYPE, TransportEncodeAction.class),
        new ActionHandler(
            TransportWriteImpressionsAction.TYPE, TransportWriteImpressionsAction.class),
        new ActionHandler(TransportWarmAction.TYPE, TransportWarmAction.class),
        new ActionHandler(TransportCoverageAction.TYPE, TransportCoverageAction.class),
        new ActionHandler(TransportPutScheduleAction.TYPE, TransportPutScheduleAction.class),
        new ActionHandler(TransportGetSchedulesAction.TYPE, TransportGetSchedulesAction.class),
        new ActionHandler(TransportChangeScheduleAction.TYPE, TransportChangeScheduleAction.class),
        new ActionHandler(TransportGetAliasesAction.TYPE, TransportGetAliasesAction.class),
        new ActionHandler(TransportPutPartAction.TYPE, TransportPutPartAction.class),
        new ActionHandler(TransportDeleteModelAction.TYPE, TransportDeleteModelAction.class),
        new ActionHandler(TransportPutAliasAction.TYPE, TransportPutAliasAction.class),
        new ActionHandler(TransportRollBackAliasAction.TYPE, TransportRollBackAliasAction.class),
        new ActionHandler(TransportChangeTableAction.TYPE, TransportChangeTableAction.class),
        new ActionHandler(
            TransportChangeExperimentsAction.TYPE, TransportChangeExperimentsAction.class),
        new ActionHandler(TransportCheckedChangeAction.TYPE, TransportCheckedChangeAction.class),
        new ActionHandler(TransportGetExperimentsAction.TYPE, TransportGetExperimentsAction.class),
        new ActionHandler(TransportReportAction.TYPE, TransportReportAction.class),
        new ActionHandler(
            TransportInterleavingReportAction.TYPE, TransportInterleavingReportAction.class),
        new ActionHandler(TransportGetStatsAction.TYPE, TransportGetStatsAction.class),
        new ActionHandler(TransportClearCacheAction.TYPE, TransportClearCacheAction.class),
        new ActionHandler(TransportAppendEventsAction.TYPE, TransportAppendEventsAction.class),
        new ActionHandler(TransportGetUserAction.TYPE, TransportGetUserAction.class),
        new ActionHandler(TransportPutUserAction.TYPE, TransportPutUserAction.class),
        new ActionHandler(TransportDeleteUserAction.TYPE, TransportDeleteUserAction.class),
        new ActionHandler(TransportTellHistoryAction.TYPE, TransportTellHistoryAction.class));
  }

  /** What answers {@code /_ctr} and {@code /_cat/ctr}. */
  public static Collection<RestHandler> handlers() {
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
        new RestWarmScheduleAction(),
        new RestCoverageAction(),
        new RestExperimentAction(),
        new RestBindingAction(),
        new RestReportAction(),
        new RestInterleavingReportAction(),
        new RestStatsAction(),
        new RestAppendEventsAction(System::currentTimeMillis),
        new RestUserAction());
  }
}
