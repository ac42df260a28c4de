package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoredEventsTest {
  @Test
  void read_bareIds_areClicks() {
    assertThat(read("50", "a b", "käse", "\"quoted\""))
        .containsExactly(
            BehaviorEvent.click("50"),
            BehaviorEvent.click("a b"),
            BehaviorEvent.click("käse"),
            BehaviorEvent.click("\"quoted\""));
  }

  @Test
  void read_objects_haveTypeAndTimeOrTheUsual() {
    assertThat(
            read(
                "{\"item\": \"50\", \"type\": \"skip\", \"ts\": 964982703}",
                "{\"ts\":1,\"item\":7}",
                "{\"item\":\"8\",\"type\":\"buy\",\"price\":{\"amount\":[1,2]},\"note\":null}"))
        .containsExactly(
            new BehaviorEvent("50", 964_982_703, "skip"),
            new BehaviorEvent("7", 1, "click"),
            new BehaviorEvent("8", 0, "buy"));
  }

  @Test
  void read_whatIsNoEvent_isLeftOutAndTheOrderStays() {
    assertThat(
            read(
                "1",
                "",
                "  ",
                "{",
                "{}",
                "{\"item\":\"\"}",
                "{\"item\":null}",
                "{\"item\":[1]}",
                "{\"item\":\"2\",\"type\":\"\"}",
                "{\"item\":\"2\",\"ts\":-1}",
                "{\"item\":\"2\",\"ts\":1.5}",
                "{\"item\":\"2\",\"ts\":\"soon\"}",
                "{\"item\":\"2\",\"ts\":99999999999999999999}",
                "{\"item\":\"2\"",
                "{\"item\":\"2\"} x",
                "3"))
        .containsExactly(BehaviorEvent.click("1"), BehaviorEvent.click("3"));
  }

  @Test
  void read_timesOutOfOrder_stayInTheirPlaces() {
    assertThat(read("{\"item\":\"1\",\"ts\":5}", "{\"item\":\"2\",\"ts\":9}", "3"))
        .extracting(BehaviorEvent::item)
        .containsExactly("1", "2", "3");
  }

  @Test
  void read_randomBytes_neverThrows() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "{}[]\":,item ts type 0123456789.-eE\\u\u0000nulltruefalse";
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      if (random.nextBoolean()) {
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        if (noise.length > 0) {
          noise[0] = '{';
        }
      }
      assertThat(StoredEvents.read(List.of(noise)).size()).as("seed %d", seed).isBetween(0, 1);
    }
  }

  @Test
  void read_elementsThatAreNoStrings_areLeftOut() {
    List<Object> elements = new ArrayList<>();
    elements.add(null);
    elements.add(5L);
    elements.add("1".getBytes(UTF_8));
    assertThat(StoredEvents.read(elements).events()).containsExactly(BehaviorEvent.click("1"));
  }

  private static List<BehaviorEvent> read(String... elements) {
    return StoredEvents.read(Stream.of(elements).map(element -> element.getBytes(UTF_8)).toList())
        .events();
  }
}
