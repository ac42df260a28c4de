package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The part of a history that a model reads: the newest events of the types that it knows.
 *
 * @param schema of the model
 */
record ReadHistory(HistorySchema schema) {
  /** So many times as many events are asked for where some of the newest are of other types. */
  private static final int REACH = 4;

  /** What the model reads of {@code history}. */
  List<BehaviorEvent> of(BehaviorSequence history) {
    List<BehaviorEvent> read =
        new ArrayList<>(Math.min(history.events().size(), schema.maxLength()));
    for (BehaviorEvent event : history.events()) {
      if (read.size() == schema.maxLength()) {
        break;
      }
      if (schema.types().contains(event.type())) {
        read.add(event);
      }
    }
    return Collections.unmodifiableList(read);
  }

  /**
   * What is stored of a user, with as many events as the model reads, if they are within reach.
   * Asks once, and again only for whom that was not enough.
   *
   * @param ask for so many of the newest events
   */
  StoredUser stored(IntFunction<StoredUser> ask) {
    int length = schema.maxLength();
    StoredUser newest = ask.apply(length);
    if (newest.history().size() < length || of(newest.history()).size() == length) {
      return newest;
    }
    StoredUser more = ask.apply(REACH * length);
    return more.status() == StoreStatus.OK ? more : newest;
  }
}
