package io.ctrrank.plugin.users;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of users that requests write. Thread-safe. */
public final class UserCounters {
  private final LongAdder taken = new LongAdder();
  private final LongAdder known = new LongAdder();
  private final LongAdder tooOld = new LongAdder();
  private final LongAdder made = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  void add(UserStates.Appended appended) {
    taken.add(appended.taken());
    known.add(appended.known());
    tooOld.add(appended.tooOld());
  }

  /** A profile was made and put. */
  void addMade() {
    made.increment();
  }

  /** A profile could not be made; the next event of the user tries again. */
  void addFailed() {
    failed.increment();
  }

  /** A profile was not made because too many users wait for one. */
  void addDropped() {
    dropped.increment();
  }

  /** The counts as they are now, as JSON. */
  public Map<String, Object> snapshot() {
    Map<String, Object> events = new LinkedHashMap<>();
    events.put("taken", taken.sum());
    events.put("known", known.sum());
    events.put("too_old", tooOld.sum());
    Map<String, Object> profiles = new LinkedHashMap<>();
    profiles.put("made", made.sum());
    profiles.put("failed", failed.sum());
    profiles.put("dropped", dropped.sum());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("events", events);
    all.put("profiles", profiles);
    return all;
  }
}
