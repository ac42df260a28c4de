package io.ctrrank.live.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.live.ads.AdText;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.redis.RedisKeys;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors that are computed ahead lie where nodes look for them, and stay. */
final class PreloadIT {
  private static final int ITEMS = 5;
  private static final List<String> FIELDS = List.of("title", "category", "overview");

  @Test
  void run_headItems_liesInRedisWithFingerprintAndWithoutExpiry() throws Exception {
    Path folder = Artifacts.ofBuild().bundle("msd");
    ModelManifest manifest = Bundle.open(folder).manifest();
    Dataset dataset = Films.read();
    List<Item> head = HeadItems.of(dataset, ITEMS);
    List<Integer> progress = new ArrayList<>();
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store =
            new RedisStore(
                RedisOptions.builder(redis.host()).port(redis.port()).build(), Runnable::run)) {
      new Preload(folder, "films", FIELDS).run(redis, head, progress::add);

      assertThat(progress).containsExactly(ITEMS);
      assertThat(store.ping()).isEqualTo(StoreStatus.OK);
      for (Item item : head) {
        VectorKey key =
            new VectorKey(manifest.embedding().orElseThrow().version(), "films", item.id());
        CachedVector vector =
            store.get(List.of(key), Deadline.after(Duration.ofSeconds(10))).vectors().getFirst();
        assertThat(vector).isNotNull();
        assertThat(vector.fingerprint()).isEqualTo(AdText.fingerprint(item, FIELDS));
        assertThat(vector.vector()).hasSize(manifest.embedding().orElseThrow().dimension());
        assertThat(redis.command("TTL", new RedisKeys("ctr").vector(key))).isEqualTo(-1L);
      }
    }
  }

  @Test
  void of_trainingImpressions_putsTheMostShownFirst() throws Exception {
    Dataset dataset = Films.read();

    assertThat(HeadItems.share(dataset, HeadItems.of(dataset, 1_500))).isBetween(0.6, 1.0);
    assertThat(HeadItems.of(dataset, 1_500).subList(0, ITEMS))
        .isEqualTo(HeadItems.of(dataset, ITEMS));
  }
}
