package io.ctrrank.plugin.report;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of the logs; what is null is not in its document.
 *
 * @param flag why it does not count: forced or shadow
 */
record Event(
    boolean isClick,
    long at,
    @Nullable String query,
    @Nullable String object,
    @Nullable String user,
    @Nullable String experiment,
    @Nullable String arm,
    @Nullable String flag,
    @Nullable Double pCtr,
    @Nullable Double bid,
    @Nullable Double price,
    int tookMillis,
    boolean degraded) {

  static Event impression(
      long at, String query, String object, @Nullable String user, @Nullable String arm) {
    return new Event(false, at, query, object, user, "e1", arm, null, null, null, null, 5, false);
  }

  static Event click(
      long at, @Nullable String query, @Nullable String object, @Nullable Double price) {
    return new Event(true, at, query, object, null, null, null, null, null, null, price, 0, false);
  }

  Event of(@Nullable String otherExperiment) {
    return new Event(
        isClick,
        at,
        query,
        object,
        user,
        otherExperiment,
        arm,
        flag,
        pCtr,
        bid,
        price,
        tookMillis,
        degraded);
  }

  Event scored(double newPctr, double newBid) {
    return new Event(
        isClick,
        at,
        query,
        object,
        user,
        experiment,
        arm,
        flag,
        newPctr,
        newBid,
        price,
        tookMillis,
        degraded);
  }

  Event byForce() {
    return flagged("forced");
  }

  /** Of a search whose page has the order of recall. */
  Event inShadow() {
    return flagged("shadow");
  }

  private Event flagged(String newFlag) {
    return new Event(
        isClick,
        at,
        query,
        object,
        user,
        experiment,
        arm,
        newFlag,
        pCtr,
        bid,
        price,
        tookMillis,
        degraded);
  }

  Event took(int millis, boolean wasDegraded) {
    return new Event(
        isClick,
        at,
        query,
        object,
        user,
        experiment,
        arm,
        flag,
        pCtr,
        bid,
        price,
        millis,
        wasDegraded);
  }

  Map<String, Object> source() {
    Map<String, Object> ctr = new HashMap<>();
    if (!isClick) {
      put(ctr, "experiment", experiment);
      put(ctr, "arm", arm);
      put(ctr, "pctr", pCtr);
      put(ctr, "bid", bid);
      ctr.put("took_ms", tookMillis);
      put(ctr, "model_ms", pCtr == null ? null : tookMillis / 4.0);
      ctr.put("forced", "forced".equals(flag));
      put(ctr, "shadow", "shadow".equals(flag) ? true : null);
      if (degraded) {
        ctr.put("degraded", "timeout");
      }
    }
    Map<String, Object> attributes = new HashMap<>();
    put(attributes, "object", object == null ? null : Map.of("object_id", object));
    put(attributes, "ctr", ctr.isEmpty() ? null : ctr);
    put(attributes, "price", price);
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("@timestamp", Instant.ofEpochMilli(at).toString());
    source.put("action_name", isClick ? "click" : "impression");
    put(source, "query_id", query);
    put(source, "client_id", user);
    source.put("event_attributes", attributes);
    return source;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
