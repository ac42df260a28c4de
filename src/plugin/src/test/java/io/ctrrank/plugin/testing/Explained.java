package io.ctrrank.plugin.testing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads explanations of the rescorer. */
public final class Explained {
  private static final String VECTOR = "item vector: ";

  private Explained() {}

  /** Where the vectors of the hits came from, in the order of the hits. */
  public static List<String> vectors(Hits hits) {
    return hits.hits().stream()
        .map(
            hit ->
                texts(hit)
                    .filter(text -> text.startsWith(VECTOR))
                    .map(text -> text.substring(VECTOR.length()))
                    .findFirst()
                    .orElse("not told"))
        .toList();
  }

  /** All that the explanation of a hit says, from the top down. */
  public static Stream<String> texts(Map<String, Object> hit) {
    return walk(Hits.object(hit, "_explanation"));
  }

  private static Stream<String> walk(Map<String, Object> explanation) {
    @Nullable Object details = explanation.get("details");
    return Stream.concat(
        Stream.of(String.valueOf(explanation.get("description"))),
        details == null
            ? Stream.empty()
            : Hits.objects(explanation, "details").stream()
                .filter(Objects::nonNull)
                .flatMap(Explained::walk));
  }
}
