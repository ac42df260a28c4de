package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which field of clicks has their time, as the report of an experiment finds it: collectors of UBI
 * post {@code timestamp}, data streams demand {@code @timestamp}.
 */
final class ClickTime {
  private ClickTime() {}

  /**
   * The field.
   *
   * @param clicks data stream, index or several of them
   * @throws ClusterException if some indices have one field and others the other
   */
  static String field(Cluster cluster, String clicks) throws ClusterException {
    JsonObject answer =
        cluster.send(
            "GET",
            Documents.path(clicks)
                + "/_field_caps?include_unmapped=true&fields="
                + Documents.path(LoggedEvent.TIMESTAMP + "," + LoggedEvent.EVENT_TIME),
            null);
    Set<String> withIt = names(answer.get("indices"));
    Set<String> onlyOther = without(answer, LoggedEvent.TIMESTAMP);
    withIt.removeAll(onlyOther);
    onlyOther.removeAll(without(answer, LoggedEvent.EVENT_TIME));
    if (onlyOther.isEmpty()) {
      return LoggedEvent.TIMESTAMP;
    }
    if (withIt.isEmpty()) {
      return LoggedEvent.EVENT_TIME;
    }
    throw new ClusterException(
        "clicks ["
            + clicks
            + "] have the time in ["
            + LoggedEvent.TIMESTAMP
            + "] in indices "
            + withIt
            + " and in ["
            + LoggedEvent.EVENT_TIME
            + "] in "
            + onlyOther
            + "; expected one field for all; map ["
            + LoggedEvent.TIMESTAMP
            + "] as an alias of ["
            + LoggedEvent.EVENT_TIME
            + "] in the latter");
  }

  /** Indices that do not map a field. */
  private static Set<String> without(JsonObject answer, String field) {
    if (!(answer.getAsJsonObject("fields").get(field) instanceof JsonObject types)) {
      return names(answer.get("indices"));
    }
    return types.get("unmapped") instanceof JsonObject unmapped
        ? names(unmapped.has("indices") ? unmapped.get("indices") : answer.get("indices"))
        : new TreeSet<>();
  }

  private static Set<String> names(@Nullable JsonElement list) {
    Set<String> names = new TreeSet<>();
    if (list != null) {
      list.getAsJsonArray().forEach(name -> names.add(name.getAsString()));
    }
    return names;
  }
}
