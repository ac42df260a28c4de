package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PreferredQueriesTest {
  private static final int DRAWS = 20_000;

  @Test
  void draw_followsWhatAUserLiked_andLeavesNothingOut() throws Exception {
    Dataset dataset = Films.read();
    ExampleSet heldOut = dataset.test();
    List<String> phrases = List.of("comedy romance", "horror", "western");
    PreferredQueries queries = PreferredQueries.of(dataset, heldOut, phrases);
    String user = heldOut.impression(0).user();
    double[] liked = {1, 1, 1};
    for (int row = 0; row < heldOut.size(); row++) {
      if (heldOut.impression(row).user().equals(user) && heldOut.click(row)) {
        List<String> genres =
            dataset
                .catalogue()
                .item(dataset.catalogue().indexOf(heldOut.impression(row).item()))
                .categories();
        liked[0] += (genres.contains("Comedy") ? 1 : 0) + (genres.contains("Romance") ? 1 : 0);
        liked[1] += genres.contains("Horror") ? 1 : 0;
        liked[2] += genres.contains("Western") ? 1 : 0;
      }
    }

    Map<String, Integer> drawn = new HashMap<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < DRAWS; i++) {
      drawn.merge(queries.draw(user, random), 1, Integer::sum);
    }

    double all = liked[0] + liked[1] + liked[2];
    assertThat(liked[0]).as("a user who liked something").isGreaterThan(1);
    for (int i = 0; i < liked.length; i++) {
      double expected = DRAWS * liked[i] / all;
      assertThat((double) drawn.getOrDefault(phrases.get(i), 0))
          .as(phrases.get(i))
          .isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }
  }
}
