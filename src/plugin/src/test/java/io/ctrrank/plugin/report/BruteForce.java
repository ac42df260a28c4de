package io.ctrrank.plugin.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The report's numbers, computed from all events at once, the plain way. */
final class BruteForce {
  private static final long ATTRIBUTION = 24 * SimulatedLog.HOUR;

  /** Impressions, clicks, revenue, sum of pCTR, clicks with one, and 1, of each user, by arm. */
  private final Map<String, Map<String, double[]>> users = new HashMap<>();

  /** Impressions, clicks, and those with a pCTR, by arm and day, of all users with an arm. */
  private final Map<String, Map<String, long[]>> days = new HashMap<>();

  /** Fates of clicks. */
  final Map<String, Long> fates = new HashMap<>();

  /** Clicks that count and have neither a price nor a bid. */
  long unpriced;

  private final Set<String> usersInSeveralArms = new HashSet<>();
  private final List<Event> counted;

  BruteForce(SimulatedLog log) {
    Map<String, Set<String>> armsOfUser = new HashMap<>();
    counted =
        log.impressions().stream()
            .filter(event -> event.flag() == null)
            .filter(event -> "e1".equals(event.experiment()) && event.user() != null)
            .filter(event -> event.at() >= SimulatedLog.FROM && event.at() < SimulatedLog.TO)
            .toList();
    for (Event event : counted) {
      armsOfUser.computeIfAbsent(event.user(), user -> new HashSet<>()).add(event.arm());
    }
    armsOfUser.forEach(
        (user, arms) -> {
          if (arms.size() > 1) {
            usersInSeveralArms.add(user);
          }
        });
    for (Event event : counted) {
      double[] user = user(event);
      user[0]++;
      user[3] += event.pCtr() == null ? 0 : event.pCtr();
      day(event)[0]++;
      day(event)[2] += event.pCtr() == null ? 0 : 1;
    }
    clicks(log);
  }

  private double[] user(Event event) {
    String arm = usersInSeveralArms.contains(event.user()) ? "several" : event.arm();
    return users
        .computeIfAbsent(arm, name -> new TreeMap<>())
        .computeIfAbsent(event.user(), name -> new double[] {0, 0, 0, 0, 0, 1});
  }

  private long[] day(Event event) {
    return days.computeIfAbsent(event.arm(), arm -> new TreeMap<>())
        .computeIfAbsent(
            Instant.ofEpochMilli(event.at()).toString().substring(0, 10), day -> new long[4]);
  }

  private void clicks(SimulatedLog log) {
    Map<String, Event> first = new HashMap<>();
    for (Event click : log.clicks()) {
      if (click.at() < SimulatedLog.FROM || click.at() >= SimulatedLog.TO + ATTRIBUTION) {
        continue;
      }
      if (click.query() == null || click.object() == null) {
        fates.merge("without_ids", 1L, Long::sum);
        continue;
      }
      String key = click.query() + " " + click.object();
      Event other = first.get(key);
      if (other == null || click.at() < other.at()) {
        first.put(key, click);
      }
      if (other != null) {
        fates.merge("repeated", 1L, Long::sum);
      }
    }
    for (Event click : first.values()) {
      Optional<Event> shown =
          log.impressions().stream()
              .filter(
                  event ->
                      Objects.equals(click.query(), event.query())
                          && Objects.equals(click.object(), event.object()))
              .min(Comparator.comparingLong(Event::at));
      fates.merge(fate(click, shown), 1L, Long::sum);
    }
  }

  private String fate(Event click, Optional<Event> found) {
    if (found.isEmpty()) {
      return "without_impression";
    }
    Event shown = found.get();
    if (!"e1".equals(shown.experiment())) {
      return "other_experiment";
    }
    if (shown.at() < SimulatedLog.FROM || shown.at() >= SimulatedLog.TO) {
      return "outside_period";
    }
    if (shown.flag() != null) {
      return shown.flag();
    }
    if (shown.user() == null) {
      return "without_user";
    }
    if (!SimulatedLog.ARMS.contains(shown.arm())) {
      return "other_arm";
    }
    if (click.at() - shown.at() > ATTRIBUTION) {
      return "late";
    }
    day(shown)[1]++;
    double[] user = user(shown);
    user[1]++;
    user[4] += shown.pCtr() == null ? 0 : 1;
    day(shown)[3] += shown.pCtr() == null ? 0 : 1;
    unpriced += click.price() == null && shown.bid() == null ? 1 : 0;
    user[2] += click.price() != null ? click.price() : shown.bid() != null ? shown.bid() : 0;
    return usersInSeveralArms.contains(shown.user()) ? "user_in_several_arms" : "counted";
  }

  /** Numbers of the arm's users. */
  Map<String, double[]> usersOf(String arm) {
    return requireNonNull(users.get(arm), arm);
  }

  /** Impressions, clicks, and those with a pCTR, of an arm by day. */
  Map<String, long[]> daysOf(String arm) {
    return requireNonNull(days.get(arm), arm);
  }

  /** One of these over all days. */
  long overDays(String arm, int quantity) {
    return daysOf(arm).values().stream().mapToLong(day -> day[quantity]).sum();
  }

  /** Pearson's statistic of the arms' sizes. */
  double chiSquare(Map<String, Double> shares) {
    double all = shares.keySet().stream().mapToInt(arm -> usersOf(arm).size()).sum();
    double sum = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      double expected = share.getValue() * all;
      sum += Math.pow(usersOf(share.getKey()).size() - expected, 2) / expected;
    }
    return sum;
  }

  double sum(String arm, int quantity) {
    return usersOf(arm).values().stream().mapToDouble(user -> user[quantity]).sum();
  }

  /** Milliseconds of the arm's impressions, ascending. */
  double[] took(String arm) {
    return counted.stream()
        .filter(event -> arm.equals(event.arm()))
        .mapToDouble(Event::tookMillis)
        .sorted()
        .toArray();
  }

  /** Milliseconds of the model over the arm's impressions that tell, ascending. */
  double[] model(String arm) {
    return counted.stream()
        .filter(event -> arm.equals(event.arm()) && event.pCtr() != null)
        .mapToDouble(event -> event.tookMillis() / 4.0)
        .sorted()
        .toArray();
  }

  double degraded(String arm) {
    return counted.stream()
        .filter(event -> arm.equals(event.arm()))
        .mapToInt(event -> event.degraded() ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /**
   * Lift, and the ends of its 95 % interval, of a ratio of two quantities; the spread by
   * linearising the ratio user by user.
   */
  double[] lift(String arm, String control, String metric) {
    int above = metric.equals("ctr") ? 1 : metric.equals("impressions_per_user") ? 0 : 2;
    int below = metric.endsWith("_per_user") ? 5 : 0;
    double log = Math.log(ratio(arm, above, below) / ratio(control, above, below));
    double error =
        1.959963984540054
            * Math.sqrt(logVariance(arm, above, below) + logVariance(control, above, below));
    return new double[] {Math.exp(log) - 1, Math.exp(log - error) - 1, Math.exp(log + error) - 1};
  }

  private double ratio(String arm, int above, int below) {
    return sum(arm, above) / sum(arm, below);
  }

  private double logVariance(String arm, int above, int below) {
    double ratio = ratio(arm, above, below);
    double[] residuals =
        usersOf(arm).values().stream()
            .mapToDouble(user -> (user[above] - ratio * user[below]) / sum(arm, above))
            .toArray();
    int n = residuals.length;
    return n * Arrays.stream(residuals).map(r -> r * r).sum() / (n - 1);
  }
}
