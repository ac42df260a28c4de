package io.ctrrank.plugin.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Logs of experiment {@code e1}, drawn from a known truth, with everything in them that can go
 * wrong with logs.
 */
final class SimulatedLog {
  static final long FROM = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  static final long TO = Instant.parse("2026-11-23T00:00:00Z").toEpochMilli();
  static final long HOUR = 3_600_000;

  /** With shares of 50, 30 and 20. */
  static final List<String> ARMS = List.of("control", "treatment", "holdout");

  private final Random random;
  private final List<Event> impressions = new ArrayList<>();
  private final List<Event> clicks = new ArrayList<>();

  private SimulatedLog(long seed) {
    random = new Random(seed);
  }

  static SimulatedLog of(long seed, int users) {
    SimulatedLog log = new SimulatedLog(seed);
    for (int user = 0; user < users; user++) {
      int bucket = log.random.nextInt(10);
      log.user("u" + user, bucket < 5 ? 0 : bucket < 8 ? 1 : 2);
    }
    log.mishaps();
    return log;
  }

  List<Event> impressions() {
    return impressions;
  }

  List<Event> clicks() {
    return clicks;
  }

  private void user(String user, int arm) {
    double eagerness = 0.5 + random.nextDouble();
    int searches = 1 + random.nextInt(3);
    for (int search = 0; search < searches; search++) {
      long at = FROM + (long) (random.nextDouble() * (TO - FROM));
      search(user, ARMS.get(arm), user + "-" + search, at, eagerness * (1 + 0.3 * arm));
    }
  }

  private void search(String user, String arm, String query, long at, double eagerness) {
    // As times are: the slowest one in a hundred takes twice as long as the one in twenty.
    int took = 1 + (int) (10 * Math.exp(random.nextGaussian()));
    boolean degraded = random.nextInt(10) == 0;
    // The order of recall has no pCTR, nor has a page whose time was over.
    boolean scored = !arm.equals("holdout") && !(degraded && random.nextBoolean());
    int hits = 1 + random.nextInt(4);
    for (int hit = 0; hit < hits; hit++) {
      String object = "i" + (hit * 50 + random.nextInt(50));
      double pCtr = 0.4 * random.nextDouble() * random.nextDouble();
      Event shown = Event.impression(at, query, object, user, arm).took(took, degraded);
      impressions.add(scored ? shown.scored(pCtr, bid()) : shown);
      if (random.nextDouble() < pCtr * eagerness) {
        click(shown, at);
      }
    }
  }

  private double bid() {
    return (1 + random.nextInt(200)) / 100.0;
  }

  private void click(Event shown, long at) {
    long when = at + random.nextInt((int) HOUR);
    clicks.add(
        Event.click(when, shown.query(), shown.object(), random.nextBoolean() ? null : bid()));
    for (int again = random.nextInt(5) - 2; again > 0; again--) {
      clicks.add(
          Event.click(
              when + again, shown.query(), shown.object(), random.nextBoolean() ? 9. : null));
    }
  }

  private void mishaps() {
    for (int i = 0; i < 5; i++) {
      search("multi" + i, "control", "multi-a" + i, FROM + i, 9);
      search("multi" + i, "treatment", "multi-b" + i, FROM + HOUR + i, 9);
    }
    for (int i = 0; i < 9; i++) {
      long at = FROM + i;
      clicked(Event.impression(at, "forced" + i, "i1", "u" + i, "control").byForce(), i % 2 == 0);
      clicked(Event.impression(at, "shadow" + i, "i1", "u" + i, "control").inShadow(), i % 3 == 0);
      clicked(Event.impression(at, "nobody" + i, "i1", null, "control"), i < 3);
      clicked(Event.impression(at, "old" + i, "i1", "old-user" + i, "old"), i < 2);
      clicked(Event.impression(at, "other" + i, "i1", "u" + i, "control").of("e2"), i < 4);
      clicked(Event.impression(at, "none" + i, "i1", "u" + i, null).of(null), i < 1);
      clicked(Event.impression(FROM - 1 - i, "early" + i, "i1", "u" + i, "control"), i < 6);
      clicked(Event.impression(TO + i, "after" + i, "i1", "u" + i, "control"), i < 5);
    }
    // Two clicks come just in time and just too late; the clock of another is behind.
    late("in-time", 24 * HOUR);
    late("late", 24 * HOUR + 1);
    late("behind", -5_000);
    clicks.add(Event.click(FROM + 5, "nowhere", "i1", 1.0));
    clicks.add(Event.click(FROM + 5, "in-time", "another item", 1.0));
    clicks.add(Event.click(FROM + 5, null, "i1", 1.0));
    clicks.add(Event.click(FROM + 5, "in-time", null, 1.0));
    // The same hit logged twice, of which the first counts for the click.
    impressions.add(Event.impression(FROM + 9, "twice", "i2", "u-twice", "control").scored(0.1, 3));
    impressions.add(Event.impression(FROM + 8, "twice", "i2", "u-twice", "control").scored(0.2, 2));
    clicks.add(Event.click(FROM + 10, "twice", "i2", null));
  }

  private void clicked(Event shown, boolean click) {
    impressions.add(shown.scored(0.1, 1));
    if (click) {
      clicks.add(Event.click(Math.max(FROM, shown.at()) + 100, shown.query(), shown.object(), 1.0));
    }
  }

  private void late(String name, long after) {
    long at = FROM + 48 * HOUR;
    impressions.add(Event.impression(at, name, "i3", "u-" + name, "control").scored(0.1, 7));
    clicks.add(Event.click(at + after, name, "i3", null));
  }
}
