package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.ReadText;
import io.ctrrank.runtime.tier.VectorTiers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class NodeVectorsTest {
  private static final String ADS = "ads";
  private static final String FILMS = "films";

  private final AtomicLong clock = new AtomicLong(1_000);
  private final VectorCache cache = new VectorCache(1 << 20);
  private final NodeVectors node = new NodeVectors(VectorTiers.local(cache, clock::get));

  private static ReadText text(String text, long fingerprint, long stamp) {
    return new ReadText(text, fingerprint, stamp);
  }

  private ModelVectors vectors(EncodeQueue encoder) {
    return node.of(Models.manifest(BundleFixtures.msd("m")), encoder);
  }

  @Test
  void encodedItem_isCachedUnderCatalogueItemAndFingerprint() {
    ModelVectors vectors = vectors(Encoders.lengths());

    assertThat(vectors.encode(ADS, "i1", text("four", 7, 0)).join())
        .isEqualTo(Encoders.length("four"));

    assertThat(vectors.verified(ADS, "i1", 7)).isEqualTo(Encoders.length("four"));
    assertThat(vectors.newest(List.of(ADS), "i1")).isEqualTo(Encoders.length("four"));
    assertThat(vectors.verified(ADS, "i1", 8)).as("another text").isNull();
    assertThat(vectors.verified(FILMS, "i1", 7)).as("another catalogue").isNull();
    assertThat(vectors.newest(List.of(ADS), "i2")).as("another item").isNull();
  }

  @Test
  void slowEncodeOfAnOldText_neverReplacesANewerVector() {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "i1", text("newer", 8, 20)).join();

    assertThat(vectors.encode(ADS, "i1", text("old", 7, 10)).join())
        .as("whoever asked for it gets it")
        .isEqualTo(Encoders.length("old"));

    assertThat(vectors.verified(ADS, "i1", 7)).isNull();
    assertThat(vectors.verified(ADS, "i1", 8)).isEqualTo(Encoders.length("newer"));
  }

  @Test
  void itemOfSeveralCatalogues_hasTheVectorOfTheNewestText() {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "i1", text("old", 7, 10)).join();
    vectors.encode(FILMS, "i1", text("newer", 8, 20)).join();
    vectors.encode(FILMS, "i2", text("only", 8, 20)).join();

    assertThat(vectors.newest(List.of(ADS, FILMS), "i1")).isEqualTo(Encoders.length("newer"));
    assertThat(vectors.newest(List.of(FILMS, ADS), "i1")).isEqualTo(Encoders.length("newer"));
    assertThat(vectors.newest(List.of(ADS), "i1")).isEqualTo(Encoders.length("old"));
    assertThat(vectors.newest(List.of(ADS, FILMS), "i2")).isEqualTo(Encoders.length("only"));
    assertThat(vectors.newest(List.of(), "i1")).isNull();
  }

  @Test
  void now_isTheTimeOfTheClock() {
    assertThat(vectors(Encoders.lengths()).now()).isEqualTo(1_000);
  }

  @Test
  void encodedProfile_isCachedUnderItsText() {
    ModelVectors vectors = vectors(Encoders.lengths());
    assertThat(vectors.profile("likes hats")).isNull();

    assertThat(vectors.encodeProfile("likes hats").join()).isEqualTo(Encoders.length("likes hats"));

    assertThat(vectors.profile("likes hats")).isEqualTo(Encoders.length("likes hats"));
    assertThat(vectors.profile("likes hat")).isNull();
  }

  @Test
  void textWithoutKey_isEncodedAndNotCached() {
    ModelVectors vectors = vectors(Encoders.lengths());

    assertThat(vectors.encode("four").join()).isEqualTo(Encoders.length("four"));

    assertThat(vectors.newest(List.of(ADS), "four")).isNull();
  }

  @Test
  void busyOrFailingEncoder_givesNoVectorAndNoFailure() {
    for (EncodeQueue encoder :
        new EncodeQueue[] {
          Encoders.failing(text -> new RejectedExecutionException("full")),
          Encoders.failing(text -> new IllegalStateException("broken"))
        }) {
      ModelVectors vectors = vectors(encoder);

      assertThat(vectors.encode(ADS, "i1", text("four", 7, 0)).join()).isNull();
      assertThat(vectors.encode("four").join()).isNull();
      assertThat(vectors.encodeProfile("four").join()).isNull();
      assertThat(vectors.newest(List.of(ADS), "i1")).isNull();
    }
  }

  @Test
  void error_isNotSwallowed() {
    CompletableFuture<short @Nullable []> encoded =
        vectors(Encoders.erring()).encode(ADS, "i1", text("four", 7, 0));

    assertThatThrownBy(encoded::join).hasCauseInstanceOf(AssertionError.class);
  }
}
