package io.ctrrank.trainer.knowledge.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.KnowledgeRecord;
import io.ctrrank.trainer.knowledge.ReferencePool;
import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import io.ctrrank.trainer.knowledge.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemonstrationsTest {
  private static final float[] QUERY = {1, 0, 0};
  private static final Subject SUBJECT = new Subject("q", "Query", "war", "");

  private final List<Reference> pool = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();

  @Test
  void choose_nearOnes_comesMostSimilarLast() {
    add("far", "", 0.2, 1);
    add("near", "", 0.9, 2);
    add("middle", "", 0.5, 3);

    assertThat(chosen(3)).containsExactly("far", "middle", "near");
    assertThat(chosen(1)).containsExactly("near");
  }

  @Test
  void choose_twoAlike_takesOneOfThemAndSomethingElse() {
    add("twin 1", "", 0.9, 1);
    add("twin 2", "", 0.89, 1);
    add("other", "", 0.7, -1);

    // 0.7 * 0.7 - 0.3 * 0.5 > 0.7 * 0.89 - 0.3 * 1
    assertThat(chosen(2)).containsExactly("other", "twin 1");
  }

  @Test
  void choose_sameCategory_decidesBetweenEquals() {
    add("stranger", "love", 0.6, 1);
    add("relative", "war", 0.55, -1);

    // 0.7 * 0.55 + 0.05 > 0.7 * 0.6
    assertThat(chosen(1)).containsExactly("relative");
  }

  @Test
  void choose_subjectItselfAndNearDuplicates_areLeftOut() {
    add("q", "", 0.5, 1);
    add("QUERY", "", 0.6, 1);
    add("duplicate", "", 0.98, 1);
    add("close", "", 0.96, 1);

    assertThat(chosen(4)).containsExactly("close");
  }

  @Test
  void choose_longVectors_areComparedByAngle() {
    add("short and near", "", 0.9, 1);
    vectors.add(new float[] {50, 100, 0});
    pool.add(reference("long and far", ""));

    assertThat(chosen(1)).containsExactly("short and near");
  }

  @Test
  void create_vectorMissing_isRefused() {
    add("a", "", 0.5, 1);

    assertThatThrownBy(() -> new Demonstrations(new ReferencePool(pool, ""), new float[0][]))
        .hasMessageStartingWith("pool has [1] records and [0] vectors");
  }

  private List<String> chosen(int count) {
    Demonstrations demonstrations =
        new Demonstrations(new ReferencePool(pool, ""), vectors.toArray(float[][]::new));
    return demonstrations.choose(SUBJECT, QUERY, count).stream()
        .map(reference -> reference.subject().name())
        .toList();
  }

  /** Adds a unit vector with this cosine to the query; directions tell which ones are alike. */
  private void add(String name, String category, double cosine, double direction) {
    double rest = Math.sqrt(1 - cosine * cosine);
    vectors.add(
        new float[] {
          (float) cosine, (float) (rest * Math.cos(direction)), (float) (rest * Math.sin(direction))
        });
    pool.add(reference(name, category));
  }

  private static Reference reference(String name, String category) {
    KnowledgeRecord knowledge =
        new KnowledgeRecord(KnowledgeLevel.ITEM, name, "t", "r", List.of(), List.of());
    return new Reference(new Subject(name, name, category, "t"), knowledge);
  }
}
