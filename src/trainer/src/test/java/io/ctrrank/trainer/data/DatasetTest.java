package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.runtime.bundle.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DatasetTest {

  @Test
  void split_tieAtTheCut_staysInTheEarlierPart() {
    // Ten events; the cut at 7 falls into a tie of events 6 and 7.
    List<Impression> impressions =
        IntStream.range(0, 10).mapToObj(i -> impression("u", i, i == 7 ? 6 : i)).toList();

    Dataset dataset = Dataset.of(catalogue(10), impressions);

    assertThat(items(dataset.train())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(items(dataset.validation())).isEmpty();
    assertThat(items(dataset.test())).containsExactly(8, 9);
  }

  @Test
  void history_sameSecond_isNotInIt() {
    List<Impression> impressions =
        List.of(
            impression("u", 0, 10),
            impression("u", 1, 20),
            impression("u", 2, 20),
            impression("u", 3, 30),
            impression("w", 1, 5));
    Dataset dataset = Dataset.of(catalogue(4), impressions);

    assertThat(history(row(dataset, "u", 1))).containsExactly(0);
    assertThat(history(row(dataset, "u", 2))).containsExactly(0);
    assertThat(history(row(dataset, "u", 3))).containsExactly(1, 2, 0);
    assertThat(history(row(dataset, "w", 1))).isEmpty();
  }

  @Test
  void atOnce_rowsOfAUser_haveTheHistoryOfTheFirst() {
    List<Impression> impressions =
        IntStream.range(0, 60).mapToObj(i -> impression(i < 40 ? "u" : "w", i % 40, i)).toList();
    ExampleSet test = Dataset.of(catalogue(40), impressions).test();

    ExampleSet atOnce = test.atOnce();

    assertThat(items(atOnce)).isEqualTo(items(test));
    for (int row = 0; row < test.size(); row++) {
      int first = test.impression(row).user().equals("u") ? 32 : 16;
      assertThat(atOnce.historyLength(row)).isEqualTo(first);
      assertThat(history(atOnce.select(new int[] {row})))
          .isEqualTo(IntStream.range(0, first).map(i -> first - 1 - i).boxed().toList());
      assertThat(atOnce.profile(row)).isEqualTo(atOnce.profile(first == 32 ? 0 : test.size() - 1));
    }
  }

  @Test
  void history_longSequence_holdsTheNewestFiftyWithTheirTypes() {
    List<Impression> impressions =
        IntStream.range(0, 70).mapToObj(i -> impression("u", i, i)).toList();
    Dataset dataset = Dataset.of(catalogue(70), impressions);
    ExampleSet last = row(dataset, "u", 69);
    int[] items = new int[52];
    int[] types = new int[52];

    last.history(0, items, types, 1);

    assertThat(last.historyLength(0)).isEqualTo(50);
    assertThat(items[0]).isZero();
    assertThat(items[51]).isZero();
    assertThat(IntStream.rangeClosed(1, 50).map(i -> items[i]))
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> 68 - i).toList());
    assertThat(types[1]).isEqualTo(dataset.schema().history().typeNumber("click"));
    assertThat(types[2]).isEqualTo(dataset.schema().history().typeNumber("skip"));
  }

  /** Checkpoints hold digests that were made of one long text. */
  @Test
  void digest_isThatOfAllValuesInOneText() {
    List<Impression> impressions = new ArrayList<>(randomImpressions(new Random(4), 3, 100, 90));
    impressions.add(new Impression("u", "1", 7, "click", /* click= */ true, "schöne \uD83D\uDC5F"));
    Dataset dataset = Dataset.of(catalogue(101), impressions);
    StringBuilder text = new StringBuilder();
    append(text, "50");
    for (Item item : dataset.catalogue().items()) {
      append(text, item.id(), item.title(), item.overview(), String.valueOf(item.number()));
      append(text, item.categories().toArray(String[]::new));
    }
    for (List<Impression> part :
        List.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())) {
      for (Impression row : part) {
        append(text, row.user(), row.item(), row.type(), row.timestamp() + "/" + row.click());
        if (row.query() != null) {
          append(text, "query", row.query());
        }
      }
    }

    assertThat(dataset.digest())
        .isEqualTo(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)))
        .isSameAs(dataset.digest());
  }

  private static void append(StringBuilder text, String... values) {
    for (String value : values) {
      text.append(value.length()).append(':').append(value);
    }
    text.append('\n');
  }

  @Test
  void withHistory_otherLength_changesHistoriesAndDigestAlone() {
    Dataset standard = Dataset.of(catalogue(101), randomImpressions(new Random(4), 3, 100, 90));

    Dataset shorter = standard.withHistory(7);

    assertThat(shorter.schema().history().maxLength()).isEqualTo(7);
    assertThat(shorter.digest()).isNotEqualTo(standard.digest());
    assertThat(shorter.split()).isEqualTo(standard.split());
    assertThat(shorter.withHistory(Dataset.HISTORY_LENGTH).digest()).isEqualTo(standard.digest());
    for (int row = 0; row < standard.test().size(); row++) {
      assertThat(shorter.test().historyLength(row))
          .isEqualTo(Math.min(7, standard.test().historyLength(row)));
    }
  }

  @Test
  void history_randomTimelines_holdsExactlyWhatIsStrictlyEarlier() {
    long seed = System.nanoTime();
    System.out.println("timelines seed " + seed);
    List<Impression> impressions = randomImpressions(new Random(seed), 6, 90, 60);
    Dataset dataset = Dataset.of(catalogue(90), impressions);

    for (ExampleSet part : parts(dataset)) {
      for (int row = 0; row < part.size(); row++) {
        Impression target = part.impression(row);
        List<Integer> earlier =
            impressions.stream()
                .filter(event -> event.user().equals(target.user()))
                .filter(event -> event.timestamp() < target.timestamp())
                .map(event -> dataset.catalogue().indexOf(event.item()))
                .toList();
        List<Integer> history = history(part.select(new int[] {row}));
        assertThat(history).hasSize(Math.min(50, earlier.size())).isSubsetOf(earlier);
        assertThat(part.item(row)).isEqualTo(dataset.catalogue().indexOf(target.item()));
        assertThat(part.click(row)).isEqualTo(target.click());
      }
    }
  }

  @Test
  void profile_laterEventsChange_staysTheSame() {
    long seed = System.nanoTime();
    System.out.println("profiles seed " + seed);
    Random random = new Random(seed);
    List<Impression> impressions = randomImpressions(random, 4, 120, 100);
    Dataset dataset = Dataset.of(catalogue(120), impressions);

    for (int trial = 0; trial < 20; trial++) {
      Impression pivot = impressions.get(random.nextInt(impressions.size()));
      Dataset changed = Dataset.of(catalogue(120), withOtherFuture(impressions, pivot));
      assertThat(profileOf(changed, pivot)).isEqualTo(profileOf(dataset, pivot));
    }
  }

  @Test
  void profile_blocksOfSixteenEvents_refreshIt() {
    List<Impression> impressions =
        IntStream.range(0, 40).mapToObj(i -> impression("u", i, i)).toList();
    Dataset dataset = Dataset.of(catalogue(40), impressions);

    assertThat(row(dataset, "u", 15).profile(0)).isEqualTo(-1);
    String first = dataset.profileTexts().get(row(dataset, "u", 16).profile(0));
    assertThat(first)
        .isEqualTo(
            "likes Drama, Action, Comedy | liked film 14, film 12, film 10, film 8, film 6, film 4,"
                + " film 2, film 0 | did not like film 15, film 13, film 11, film 9");
    assertThat(row(dataset, "u", 31).profile(0)).isEqualTo(row(dataset, "u", 16).profile(0));
    assertThat(row(dataset, "u", 32).profile(0)).isNotEqualTo(row(dataset, "u", 16).profile(0));
    assertThat(dataset.profileTexts()).doesNotHaveDuplicates();
  }

  @Test
  void schema_fittedOnTraining_ignoresOtherParts() {
    // Events 0 to 6 train; films 7 to 9 are seen later only.
    List<Impression> impressions =
        IntStream.range(0, 10).mapToObj(i -> impression("u", i, i)).toList();
    Dataset dataset = Dataset.of(catalogue(10), impressions);

    assertThat(dataset.schema().itemIds().values())
        .containsExactly("0", "1", "2", "3", "4", "5", "6");
    NumericFeature year = dataset.schema().numeric().getFirst();
    assertThat(year.mean()).isEqualTo(1993);
    assertThat(year.deviation()).isCloseTo(2, within(1e-12));
    assertThat(year.standardize(Double.NaN)).isZero();
    assertThat(dataset.baseRate()).isEqualTo(4 / 7.0);
  }

  @Test
  void items_categories_comeInDocValuesOrderWithoutRepeats() {
    Item item = new Item("0", "x", List.of("b", "é", "a", "b", "B"), 2000, "");
    Dataset dataset =
        Dataset.of(
            new Catalogue(List.of(item, new Item("1", "y", List.of(), 2001, ""))),
            List.of(
                impression("u", 0, 1),
                impression("u", 1, 2),
                impression("v", 1, 1),
                impression("v", 0, 2)));

    assertThat(dataset.schema().categorical().getFirst().vocabulary().values())
        .containsExactly("B", "a", "b", "é");
    assertThat(dataset.items().categorical(0)).startsWith(2, 3, 4, 5, 0, 0, 0);
    assertThat(dataset.itemTexts().getFirst()).isEqualTo("x | b, é, a, b, B");
  }

  @Test
  void items_outsideTheTrainingPart_areOutOfVocabulary() {
    List<Impression> impressions =
        IntStream.range(0, 10).mapToObj(i -> impression("u", i, i)).toList();

    assertThat(Dataset.of(catalogue(10), impressions).items().itemRows()[9])
        .isEqualTo(Vocabulary.OUT_OF_VOCABULARY);
  }

  @Test
  void of_shuffledImpressions_givesTheSameRows() {
    long seed = System.nanoTime();
    System.out.println("shuffle seed " + seed);
    List<Impression> impressions = randomImpressions(new Random(seed), 5, 60, 40);
    List<Impression> shuffled = new ArrayList<>(impressions);
    Collections.shuffle(shuffled, new Random(seed));
    Dataset first = Dataset.of(catalogue(60), impressions);
    Dataset second = Dataset.of(catalogue(60), shuffled);

    assertThat(second.split()).isEqualTo(first.split());
    assertThat(second.profileTexts()).isEqualTo(first.profileTexts());
    assertThat(history(second.test())).isEqualTo(history(first.test()));
  }

  @Test
  void of_unknownItem_isRefused() {
    assertThatThrownBy(() -> Dataset.of(catalogue(1), List.of(impression("u", 5, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("impression of item [5], which is not in the catalogue");
  }

  @Test
  void of_otherEventTypes_areNumberedAndClickedAsGiven() {
    EventTypes types = new EventTypes(List.of("seen", "bought"), Set.of("bought"));
    List<Impression> log =
        IntStream.range(0, 10)
            .mapToObj(i -> i % 2 == 0 ? typed(i, "bought", true) : typed(i, "seen", false))
            .toList();

    Dataset dataset = Dataset.of(catalogue(10), log, types).withHistory(20);

    assertThat(dataset.schema().history().types()).containsExactly("seen", "bought");
    assertThat(dataset.schema().history().clickTypes()).containsExactly("bought");
  }

  @Test
  void of_eventTypeUnknownOrAtOddsWithTheLabel_isRefused() {
    assertThatThrownBy(() -> Dataset.of(catalogue(1), List.of(typed(0, "bought", true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "impression of item [0] has event type [bought]; expected one of [dislike, skip, click,"
                + " favorite]; give the log's types with it");
    assertThatThrownBy(() -> Dataset.of(catalogue(1), List.of(typed(0, "skip", true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "impression of item [0] has event type [skip] and is labelled a click; expected clicks"
                + " to be of types [");
    assertThatThrownBy(() -> Dataset.of(catalogue(1), List.of(typed(0, "click", false))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has event type [click] and is labelled no click");
  }

  @Test
  void eventTypes_clickTypeThatIsNoType_isRefused() {
    assertThatThrownBy(() -> new EventTypes(List.of("seen"), Set.of("bought")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("click types are [bought]; expected some of the types [seen]");
  }

  @Test
  void catalogue_idTwice_isRefused() {
    Item item = new Item("a", "x", List.of(), 2000, "");

    assertThatThrownBy(() -> new Catalogue(List.of(item, item)))
        .hasMessage("catalogue holds item [a] at [0] and [1]; each id must stand once");
  }

  private static Catalogue catalogue(int size) {
    return new Catalogue(
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    new Item(
                        String.valueOf(i),
                        "film " + i,
                        List.of("Drama", i % 4 == 0 ? "Comedy" : "Action"),
                        1990 + i,
                        ""))
            .toList());
  }

  /** Even films are clicked. */
  private static Impression impression(String user, int item, long timestamp) {
    boolean click = item % 2 == 0;
    return new Impression(user, String.valueOf(item), timestamp, click ? "click" : "skip", click);
  }

  private static Impression typed(int item, String type, boolean click) {
    return new Impression("u", String.valueOf(item), item, type, click);
  }

  private static List<Impression> randomImpressions(Random random, int users, int items, int rows) {
    List<Impression> impressions = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, items).boxed().toList());
      Collections.shuffle(order, random);
      for (int i = 0; i < rows; i++) {
        impressions.add(impression("u" + user, order.get(i), random.nextInt(rows)));
      }
    }
    return impressions;
  }

  /** Everything at or after the pivot's moment, the pivot aside, is liked less, or gone. */
  private static List<Impression> withOtherFuture(List<Impression> impressions, Impression pivot) {
    List<Impression> changed = new ArrayList<>();
    for (Impression event : impressions) {
      boolean future = event.timestamp() >= pivot.timestamp() && event != pivot;
      if (!future) {
        changed.add(event);
      } else if (Integer.parseInt(event.item()) % 3 != 0) {
        // Another future of both kinds: a data set needs clicks as well as others.
        boolean click = Integer.parseInt(event.item()) % 3 == 1;
        changed.add(
            new Impression(
                event.user(),
                event.item(),
                event.timestamp(),
                click ? "favorite" : "dislike",
                click));
      }
    }
    return changed;
  }

  private static String profileOf(Dataset dataset, Impression impression) {
    ExampleSet row = row(dataset, impression.user(), Integer.parseInt(impression.item()));
    return row.profile(0) < 0 ? "" : dataset.profileTexts().get(row.profile(0));
  }

  private static ExampleSet row(Dataset dataset, String user, int item) {
    for (ExampleSet part : parts(dataset)) {
      for (int row = 0; row < part.size(); row++) {
        Impression impression = part.impression(row);
        if (impression.user().equals(user) && impression.item().equals(String.valueOf(item))) {
          return part.select(new int[] {row});
        }
      }
    }
    throw new AssertionError("no impression of " + item + " by " + user);
  }

  private static List<ExampleSet> parts(Dataset dataset) {
    return Stream.of(dataset.train(), dataset.validation(), dataset.test()).toList();
  }

  private static List<Integer> items(ExampleSet part) {
    return IntStream.range(0, part.size()).map(part::item).boxed().toList();
  }

  private static List<Integer> history(ExampleSet part) {
    List<Integer> all = new ArrayList<>();
    for (int row = 0; row < part.size(); row++) {
      int[] items = new int[part.historyLength(row)];
      part.history(row, items, new int[items.length], 0);
      all.addAll(IntStream.of(items).boxed().toList());
    }
    return all;
  }
}
