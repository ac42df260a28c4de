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
  /**
   * Events between two refreshes of a profile. A profile is the one that stood at the start of the
   * block the impression falls into, as a nightly job would have written it; all events in it are
   * strictly earlier than the impression.
   */
  static final int PROFILE_BLOCK = 16;

  private final Catalogue catalogue;
  private final HistorySchema schema;
  private final TreeMap<String, UserTimeline> timelines;
  private final Map<String, Integer> firstEvents = new HashMap<>();
  private final Map<String, Integer> eventCounts = new HashMap<>();
  private final EventLog events;
  private final Map<String, Integer> profileNumbers = new LinkedHashMap<>();
  private final Map<Block, Integer> profilesOfBlocks = new HashMap<>();
  private final List<ProfileText.Item> profileItems;

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
  }

  private EventLog layOut(int size) {
    int[] items = new int[size];
    int[] types = new int[size];
    int next = 0;
    for (Map.Entry<String, UserTimeline> entry : timelines.entrySet()) {
      UserTimeline timeline = entry.getValue();
      firstEvents.put(entry.getKey(), next);
      List<BehaviorEvent> newestFirst = timeline.before(Long.MAX_VALUE, Integer.MAX_VALUE).events();
      eventCounts.put(entry.getKey(), newestFirst.size());
      for (BehaviorEvent event : newestFirst) {
        items[next] = catalogue.indexOf(event.item());
        types[next] = schema.typeNumber(event.type());
        next++;
      }
    }
    return new EventLog(items, types);
  }

  /** The rows of one part. */
  ExampleSet rows(List<Impression> impressions) {
    int[] items = new int[impressions.size()];
    int[] starts = new int[impressions.size()];
    int[] lengths = new int[impressions.size()];
    int[] profiles = new int[impressions.size()];
    for (int row = 0; row < items.length; row++) {
      Impression impression = impressions.get(row);
      String user = impression.user();
      int before = timeline(user).countBefore(impression.timestamp());
      items[row] = catalogue.indexOf(impression.item());
      starts[row] = firstEvents.getOrDefault(user, 0) + eventCounts.getOrDefault(user, 0) - before;
      lengths[row] = Math.min(before, schema.maxLength());
      profiles[row] = profile(user, before / PROFILE_BLOCK * PROFILE_BLOCK);
    }
    return new ExampleSet(impressions, events, items, starts, lengths, profiles);
  }

  /** Distinct profile texts of all rows built so far, in order of appearance. */
  List<String> profileTexts() {
    return new ArrayList<>(profileNumbers.keySet());
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
    return index < 0 ? null : profileItems.get(index);
  }

  private UserTimeline timeline(String user) {
    return timelines.getOrDefault(user, UserTimeline.empty());
  }
}
