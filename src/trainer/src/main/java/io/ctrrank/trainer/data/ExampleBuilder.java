package io.ctrrank.trainer.data;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.dataset.UserTimeline;
import io.ctrrank.core.schema.HistorySchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns impressions into rows with history and profile. Not thread-safe; one per data set. */
final class ExampleBuilder {
  private final Catalogue catalogue;
  private final HistorySchema schema;
  private final TreeMap<String, UserTimeline> timelines;
  private final Map<String, Integer> firstEvents = new HashMap<>();
  private final Map<String, Integer> eventCounts = new HashMap<>();
  private final Map<String, Integer> firstBlocks = new HashMap<>();
  private final EventLog events;
  private final EventBlocks blocks;
  private final Map<String, Integer> profileNumbers = new LinkedHashMap<>();
  private final Map<Block, Integer> profilesOfBlocks = new HashMap<>();
  private final List<ProfileText.Item> profileItems;
  private final Map<String, Integer> searchNumbers = new LinkedHashMap<>();

  private record Block(String user, int events) {}

  ExampleBuilder(Catalogue catalogue, HistorySchema schema, List<Impression> impressions) {
    this.catalogue = catalogue;
    this.schema = schema;
    this.timelines = new TreeMap<>(UserTimeline.byUser(impressions));
    this.profileItems =
        catalogue.items().stream()
            .map(item -> new ProfileText.Item(item.title(), item.categories()))
            .toList();
    this.events = layOut(impressions.size());
    this.blocks = cutIntoBlocks();
  }

  private EventLog layOut(int size) {
    int[] items = new int[size];
    int[] types = new int[size];
    int[] eventBlocks = new int[size];
    int next = 0;
    int nextBlock = 0;
    for (Map.Entry<String, UserTimeline> entry : timelines.entrySet()) {
      String user = entry.getKey();
      UserTimeline timeline = entry.getValue();
      List<BehaviorEvent> newestFirst = timeline.before(Long.MAX_VALUE, Integer.MAX_VALUE).events();
      firstEvents.put(user, next);
      firstBlocks.put(user, nextBlock);
      eventCounts.put(user, newestFirst.size());
      for (BehaviorEvent event : newestFirst) {
        items[next] = catalogue.indexOf(event.item());
        types[next] = schema.typeNumber(event.type());
        eventBlocks[next] = block(user, timeline.countBefore(event.timestamp()));
        next++;
      }
      nextBlock += newestFirst.size() / EventBlocks.EVENTS;
    }
    return new EventLog(items, types, eventBlocks);
  }

  private EventBlocks cutIntoBlocks() {
    int size = eventCounts.values().stream().mapToInt(count -> count / EventBlocks.EVENTS).sum();
    int[] starts = new int[size];
    int[] lengths = new int[size];
    firstBlocks.forEach(
        (user, first) -> {
          int count = eventCounts.getOrDefault(user, 0);
          for (int i = 0; i < count / EventBlocks.EVENTS; i++) {
            lengths[first + i] = (i + 1) * EventBlocks.EVENTS;
            starts[first + i] = firstEvents.getOrDefault(user, 0) + count - lengths[first + i];
          }
        });
    return new EventBlocks(events, starts, lengths);
  }

  /** Number of the newest whole block of a user with so many events behind, -1 without one. */
  private int block(String user, int before) {
    int whole = before / EventBlocks.EVENTS;
    return whole == 0 ? -1 : firstBlocks.getOrDefault(user, 0) + whole - 1;
  }

  /** The rows of one part. */
  ExampleSet rows(List<Impression> impressions) {
    int[] items = new int[impressions.size()];
    int[] starts = new int[impressions.size()];
    int[] lengths = new int[impressions.size()];
    int[] pasts = new int[impressions.size()];
    int[] profiles = new int[impressions.size()];
    int[] rowBlocks = new int[impressions.size()];
    int[] queries = new int[impressions.size()];
    for (int row = 0; row < items.length; row++) {
      Impression impression = impressions.get(row);
      String user = impression.user();
      int before = timeline(user).countBefore(impression.timestamp());
      items[row] = catalogue.indexOf(impression.item());
      starts[row] = firstEvents.getOrDefault(user, 0) + eventCounts.getOrDefault(user, 0) - before;
      lengths[row] = Math.min(before, schema.maxLength());
      pasts[row] = before;
      profiles[row] = profile(user, before / EventBlocks.EVENTS * EventBlocks.EVENTS);
      rowBlocks[row] = block(user, before);
      queries[row] = query(impression);
    }
    return new ExampleSet(
        impressions, events, items, starts, lengths, pasts, profiles, rowBlocks, queries);
  }

  /** The blocks of all users. */
  EventBlocks blocks() {
    return blocks;
  }

  /** Distinct profile texts of all rows built so far, in order of appearance. */
  List<String> profileTexts() {
    return new ArrayList<>(profileNumbers.keySet());
  }

  /** Distinct texts of the searches of all rows built so far, in order of appearance. */
  List<String> searchTexts() {
    return new ArrayList<>(searchNumbers.keySet());
  }

  private int query(Impression impression) {
    String text = impression.query();
    return text == null ? -1 : searchNumbers.computeIfAbsent(text, unseen -> searchNumbers.size());
  }

  private int profile(String user, int events) {
    return events == 0
        ? -1
        : profilesOfBlocks.computeIfAbsent(new Block(user, events), this::writeProfile);
  }

  private int writeProfile(Block block) {
    String text =
        ProfileText.write(
            timeline(block.user()).oldest(block.events()), this::profileItem, schema::isClick);
    return profileNumbers.computeIfAbsent(text, unseen -> profileNumbers.size());
  }

  private ProfileText.@Nullable Item profileItem(String id) {
    int index = catalogue.indexOf(id);
    // A node leaves items without a title out, too.
    return index < 0 || profileItems.get(index).title().isBlank() ? null : profileItems.get(index);
  }

  private UserTimeline timeline(String user) {
    return timelines.getOrDefault(user, UserTimeline.empty());
  }
}
