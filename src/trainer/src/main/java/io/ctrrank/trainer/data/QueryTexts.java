package io.ctrrank.trainer.data;

import io.ctrrank.runtime.bundle.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What stands in for the query of an impression where the data has none: the {@value #PHRASES}
 * phrases that stand out most in what the user clicked before the current block of events (see
 * {@link EventBlocks}), so that neither the impression itself nor anything of its block or later
 * ever changes it. Models that read it are adapted, and their reports say so.
 *
 * <p>A phrase stands out by {@code (k - r n) / sqrt(n + 4)}: of the n events with items that have
 * the phrase, k were clicks, and r is the user's own click rate. Of equally strong ones the more
 * clicked, then the rarer in the catalogue, then the first by alphabet. Items without knowledge
 * phrases have their categories in lower case instead; phrases that one item alone has name the
 * item and are left out.
 *
 * <p>Distinct texts are numbered, so that an encoder runs once a text. Number {@value #EMPTY} is
 * the empty text, the query of a user of whom nothing is known. Immutable.
 */
public final class QueryTexts {
  /** Number of the empty text. */
  public static final int EMPTY = 0;

  private static final int PHRASES = 3;
  private static final int FEWEST_ITEMS = 2;
  private static final double PRIOR_EVENTS = 4;

  private final List<String> texts;
  private final int[] ofBlocks;

  private QueryTexts(List<String> texts, int[] ofBlocks) {
    this.texts = texts;
    this.ofBlocks = ofBlocks;
  }

  /**
   * Writes the queries of a data set.
   *
   * @param dataset the data set
   * @param knowledge distinct phrases by item id, of any of its items
   */
  public static QueryTexts of(Dataset dataset, Map<String, List<String>> knowledge) {
    return new Writer(dataset, knowledge).write();
  }

  /** The distinct texts by number. */
  public List<String> texts() {
    return texts;
  }

  /**
   * Number of the query text of a row.
   *
   * @param rows rows of the data set that the queries were written for
   */
  public int query(ExampleSet rows, int row) {
    return ofBlock(rows.block(row));
  }

  /**
   * The query under which each event of a row's history was shown: the one that stood then. Newest
   * first, {@link ExampleSet#historyLength} entries.
   *
   * @param rows rows of the data set that the queries were written for
   * @param row the row
   * @param target receives numbers of texts
   * @param offset where the newest event's goes
   */
  public void history(ExampleSet rows, int row, int[] target, int offset) {
    rows.historyBlocks(row, target, offset);
    for (int i = offset; i < offset + rows.historyLength(row); i++) {
      target[i] = ofBlock(target[i]);
    }
  }

  private int ofBlock(int block) {
    return block < 0 ? EMPTY : ofBlocks[block];
  }

  /** SHA-256 over the texts and which block has which. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    texts.forEach(text -> all.append(text).append('\n'));
    for (int query : ofBlocks) {
      all.append(query).append(' ');
    }
    return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Clicks and events with items that have one phrase. */
  private static final class Tally {
    private final String phrase;
    private int clicks;
    private int events;

    Tally(String phrase) {
      this.phrase = phrase;
    }

    double strength(double clickRate) {
      return (clicks - clickRate * events) / Math.sqrt(events + PRIOR_EVENTS);
    }
  }

  private static final class Writer {
    private final EventBlocks blocks;
    private final Set<Integer> clickTypes = new HashSet<>();
    private final List<List<String>> phrases;
    private final Map<String, Integer> items = new HashMap<>();

    Writer(Dataset dataset, Map<String, List<String>> knowledge) {
      this.blocks = dataset.blocks();
      var history = dataset.schema().history();
      history.clickTypes().forEach(type -> clickTypes.add(history.typeNumber(type)));
      List<List<String>> all =
          dataset.catalogue().items().stream()
              .map(item -> knowledge.getOrDefault(item.id(), categories(item)))
              .toList();
      all.forEach(own -> own.forEach(phrase -> items.merge(phrase, 1, Integer::sum)));
      this.phrases = all.stream().map(this::shared).toList();
    }

    private static List<String> categories(Item item) {
      return item.categories().stream().map(c -> c.toLowerCase(Locale.ROOT)).distinct().toList();
    }

    private List<String> shared(List<String> own) {
      return own.stream().filter(p -> items.getOrDefault(p, 0) >= FEWEST_ITEMS).toList();
    }

    QueryTexts write() {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      numbers.put("", EMPTY);
      int[] ofBlocks = new int[blocks.size()];
      for (int block = 0; block < ofBlocks.length; block++) {
        ofBlocks[block] = numbers.computeIfAbsent(text(block), unseen -> numbers.size());
      }
      return new QueryTexts(List.copyOf(numbers.keySet()), ofBlocks);
    }

    private String text(int block) {
      int events = blocks.length(block);
      int[] eventItems = new int[events];
      int[] eventTypes = new int[events];
      blocks.events(block, eventItems, eventTypes);
      Map<String, Tally> tallies = new HashMap<>();
      int clicks = 0;
      for (int i = 0; i < events; i++) {
        int click = clickTypes.contains(eventTypes[i]) ? 1 : 0;
        clicks += click;
        for (String phrase : phrases.get(eventItems[i])) {
          Tally tally = tallies.computeIfAbsent(phrase, Tally::new);
          tally.events++;
          tally.clicks += click;
        }
      }
      return String.join(", ", strongest(tallies, (double) clicks / events));
    }

    private List<String> strongest(Map<String, Tally> tallies, double clickRate) {
      List<Tally> clicked = new ArrayList<>(tallies.values());
      clicked.removeIf(tally -> tally.clicks == 0);
      clicked.sort(
          Comparator.comparingDouble((Tally tally) -> -tally.strength(clickRate))
              .thenComparingInt(tally -> -tally.clicks)
              .thenComparingInt(tally -> items.getOrDefault(tally.phrase, 0))
              .thenComparing(tally -> tally.phrase));
      return clicked.stream().limit(PHRASES).map(tally -> tally.phrase).toList();
    }
  }
}
