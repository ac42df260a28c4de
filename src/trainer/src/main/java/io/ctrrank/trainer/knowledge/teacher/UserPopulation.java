package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.knowledge.Subject;
import io.ctrrank.trainer.knowledge.sampling.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The users with training impressions. Everything here is of the training part: a later event in a
 * user's text would tell labels of the parts that figures are told of.
 *
 * <p>The text: how many events and clicks, the categories seen most, then the titles of the newest
 * {@value #EVENTS} events by event type, newest first.
 */
public final class UserPopulation {
  /** Newest training events of a user that a teacher reads. */
  public static final int EVENTS = 40;

  private static final int CATEGORIES = 6;
  private static final int QUANTILES = 5;

  private static final Comparator<Impression> NEWEST_FIRST =
      Comparator.comparingLong(Impression::timestamp).reversed().thenComparing(Impression::item);

  private final Catalogue catalogue;
  private final List<String> types;

  private UserPopulation(Dataset dataset) {
    this.catalogue = dataset.catalogue();
    this.types = dataset.schema().history().types().reversed();
  }

  /** The users of a data set with texts. Groups are fifths of them by number of events. */
  public static Population of(Dataset dataset) {
    UserPopulation writer = new UserPopulation(dataset);
    Map<String, List<Impression>> events =
        dataset.split().train().stream()
            .collect(Collectors.groupingBy(Impression::user, TreeMap::new, Collectors.toList()));
    Map<String, String> groups = activity(events);
    List<Unit> units = new ArrayList<>();
    Map<String, Subject> subjects = new HashMap<>();
    events.forEach(
        (user, own) -> {
          Map<String, int[]> categories = writer.categories(own);
          String dominant = dominant(categories);
          int clicks = (int) own.stream().filter(Impression::click).count();
          String group = groups.getOrDefault(user, "");
          units.add(new Unit(user, group, dominant, own.size(), clicks));
          subjects.put(user, new Subject(user, "", dominant, writer.text(own, clicks, categories)));
        });
    return new Population(units, subjects);
  }

  /** Fifths by number of events, "activity 1" the least active; ties by id. */
  private static Map<String, String> activity(Map<String, List<Impression>> events) {
    List<String> users =
        events.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, List<Impression>> user) -> user.getValue().size())
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .toList();
    Map<String, String> groups = new HashMap<>();
    for (int rank = 0; rank < users.size(); rank++) {
      groups.put(users.get(rank), "activity " + (1 + QUANTILES * rank / users.size()));
    }
    return groups;
  }

  /** Events and clicks of each category, most clicked first, then most seen, then by name. */
  private Map<String, int[]> categories(List<Impression> events) {
    Map<String, int[]> counts = new TreeMap<>();
    for (Impression event : events) {
      for (String category : item(event).categories()) {
        int[] count = counts.computeIfAbsent(category, unseen -> new int[2]);
        count[0]++;
        count[1] += event.click() ? 1 : 0;
      }
    }
    Map<String, int[]> ordered = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, int[]> entry) -> -entry.getValue()[1])
                .thenComparingInt(entry -> -entry.getValue()[0]))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }

  private static String dominant(Map<String, int[]> categories) {
    return categories.keySet().stream().findFirst().orElse("");
  }

  private String text(List<Impression> events, int clicks, Map<String, int[]> categories) {
    List<String> parts = new ArrayList<>();
    parts.add(clicks + " clicks in " + events.size() + " events");
    parts.add(
        "clicks of events by category: "
            + categories.entrySet().stream()
                .limit(CATEGORIES)
                .map(e -> e.getKey() + " " + e.getValue()[1] + " of " + e.getValue()[0])
                .collect(Collectors.joining(", ")));
    List<Impression> newest = events.stream().sorted(NEWEST_FIRST).limit(EVENTS).toList();
    for (String type : types) {
      List<String> titles =
          newest.stream()
              .filter(event -> event.type().equals(type))
              .map(event -> title(item(event)))
              .toList();
      if (!titles.isEmpty()) {
        parts.add(type + ": " + String.join("; ", titles));
      }
    }
    return String.join(" | ", parts);
  }

  private static String title(Item item) {
    return item.categories().isEmpty()
        ? item.title()
        : item.title() + " [" + String.join(", ", item.categories()) + "]";
  }

  private Item item(Impression event) {
    return catalogue.item(catalogue.indexOf(event.item()));
  }
}
