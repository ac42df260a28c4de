package io.ctrrank.plugin.warm;

import java.util.List;
import org.elasticsearch.plugins.ActionPlugin.ActionHandler;

/** The actions of this package, for registration. */
public final class WarmActions {
  private WarmActions() {}

  /** All of them. */
  public static List<ActionHandler> all() {
    return List.of(
        new ActionHandler(TransportWarmAction.TYPE, TransportWarmAction.class),
        new ActionHandler(TransportCoverageAction.TYPE, TransportCoverageAction.class),
        new ActionHandler(TransportPutScheduleAction.TYPE, TransportPutScheduleAction.class),
        new ActionHandler(TransportGetSchedulesAction.TYPE, TransportGetSchedulesAction.class),
        new ActionHandler(TransportChangeScheduleAction.TYPE, TransportChangeScheduleAction.class));
  }
}
