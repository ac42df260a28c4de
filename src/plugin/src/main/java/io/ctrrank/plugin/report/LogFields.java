package io.ctrrank.plugin.report;

/**
 * Fields of the logs of impressions and clicks (events of User Behavior Insights, schema 1.3.0).
 */
final class LogFields {
  static final String TIMESTAMP = "@timestamp";

  /** The time of an event in indices that are no data streams of the plugin's. */
  static final String EVENT_TIME = "timestamp";

  static final String ACTION = "action_name";
  static final String QUERY = "query_id";
  static final String USER = "client_id";
  static final String OBJECT = "event_attributes.object.object_id";
  static final String INDEX = "event_attributes.object.index";
  static final String PRICE = "event_attributes.price";
  static final String EXPERIMENT = "event_attributes.ctr.experiment";
  static final String ARM = "event_attributes.ctr.arm";
  static final String MODEL = "event_attributes.ctr.model";
  static final String PCTR = "event_attributes.ctr.pctr";
  static final String BID = "event_attributes.ctr.bid";
  static final String TOOK = "event_attributes.ctr.took_ms";
  static final String MODEL_TIME = "event_attributes.ctr.model_ms";
  static final String FORCED = "event_attributes.ctr.forced";
  static final String SHADOW = "event_attributes.ctr.shadow";
  static final String DEGRADED = "event_attributes.ctr.degraded";

  static final String IMPRESSION = "impression";
  static final String CLICK = "click";

  private LogFields() {}
}
