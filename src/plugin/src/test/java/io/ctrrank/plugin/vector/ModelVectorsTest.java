package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.elasticsearch.index.Index;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ModelVectorsTest {
  private static final Index ADS = new Index("ads", "uuid-1");
  private static final Index REINDEXED = new Index("ads", "uuid-2");

  private final NodeVectors node = new NodeVectors(new VectorCache(1 << 20));

  private ModelVectors vectors(EncodeQueue encoder) {
    return node.of(Models.manifest(BundleFixtures.msd("m")), encoder);
  }

  @Test
  void encodedItem_isCachedUnderIndexItemAndFingerprint() {
    ModelVectors vectors = vectors(Encoders.lengths());

    assertThat(vectors.encode(ADS, "i1", 7, "four").join()).isEqualTo(Encoders.length("four"));

    assertThat(vectors.verified(ADS, "i1", 7)).isEqualTo(Encoders.length("four"));
    assertThat(vectors.newest(ADS, "i1")).isEqualTo(Encoders.length("four"));
    assertThat(vectors.verified(ADS, "i1", 8)).as("another version").isNull();
    assertThat(vectors.verified(REINDEXED, "i1", 7)).as("another index").isNull();
    assertThat(vectors.newest(ADS, "i2")).as("another item").isNull();
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

    assertThat(vectors.newest(ADS, "four")).isNull();
  }

  @Test
  void busyOrFailingEncoder_givesNoVectorAndNoFailure() {
    for (EncodeQueue encoder :
        new EncodeQueue[] {
          Encoders.failing(text -> new RejectedExecutionException("full")),
          Encoders.failing(text -> new IllegalStateException("broken"))
        }) {
      ModelVectors vectors = vectors(encoder);

      assertThat(vectors.encode(ADS, "i1", 7, "four").join()).isNull();
      assertThat(vectors.encode("four").join()).isNull();
      assertThat(vectors.encodeProfile("four").join()).isNull();
      assertThat(vectors.newest(ADS, "i1")).isNull();
    }
  }

  @Test
  void error_isNotSwallowed() {
    CompletableFuture<short @Nullable []> encoded =
        vectors(Encoders.erring()).encode(ADS, "i1", 7, "four");

    assertThatThrownBy(encoded::join).hasCauseInstanceOf(AssertionError.class);
  }
}
