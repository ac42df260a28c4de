package io.ctrrank.plugin.lifecycle;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelMemory;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelState;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.storage.BundleStore;
import io.ctrrank.plugin.storage.LocalBundles;
import io.ctrrank.plugin.testing.CountingBreaker;
import io.ctrrank.plugin.testing.MemoryIndexClient;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterName;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.Metadata;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.DeterministicTaskQueue;
import org.elasticsearch.test.ESTestCase;
import org.junit.After;
import org.junit.Before;

public final class ModelSyncTest extends ESTestCase {
  private final DeterministicTaskQueue tasks = new DeterministicTaskQueue();
  private final MemoryIndexClient index = new MemoryIndexClient(tasks.getThreadPool());
  private final BundleStore store = new BundleStore(index, () -> 0L);
  private final CountingBreaker breaker = new CountingBreaker(ModelMemory.BREAKER, -1);
  private ModelRegistry registry;
  private ModelLoader loader;
  private ModelSync sync;
  private ClusterState state = ClusterState.EMPTY_STATE;

  @Before
  public void start() throws Exception {
    Path data = createTempDir();
    loader =
        new ModelLoader(
            CtrSettings.of(Settings.EMPTY),
            data.resolve("natives"),
            Runnable::run,
            new ModelMemory(breaker));
    registry = ModelRegistry.load(data.resolve("none"), loader);
    sync =
        new ModelSync(
            registry,
            store,
            new LocalBundles(data.resolve("ctr-rank")),
            tasks.getThreadPool().generic(),
            tasks.getThreadPool());
  }

  @After
  public void stop() throws Exception {
    sync.close();
    registry.close();
    loader.close();
  }

  public void testModelRefusedForMemory_isLoadedWhenADeletedOneIsGone() throws Exception {
    String a = upload(BundleFixtures.din("a"));
    String b = upload(BundleFixtures.din("b"));
    become(Map.of("a", a));
    tasks.runAllRunnableTasks();
    breaker.limit(breaker.getUsed() + 1);

    become(Map.of("a", a, "b", b));
    tasks.runAllRunnableTasks();
    then(registry.stored().get("a")).isInstanceOf(ModelState.Ready.class);
    then(registry.stored().get("b")).isInstanceOf(ModelState.Refused.class);

    become(Map.of("b", b));
    tasks.runAllRunnableTasks();
    then(registry.stored().get("b"))
        .as("searches go on with the other one")
        .isInstanceOf(ModelState.Refused.class);

    tasks.advanceTime();
    tasks.runAllRunnableTasks();
    then(registry.stored().get("b")).isInstanceOf(ModelState.Ready.class);
  }

  public void testModelReplacedUnderItsId_isLoadingFromThatMomentOn() throws Exception {
    String former = upload(BundleFixtures.din("a"));
    become(Map.of("a", former));
    tasks.runAllRunnableTasks();
    String next = upload(BundleFixtures.din("a").withCalibration(new Calibration(1, 3), 0.3));

    become(Map.of());
    become(Map.of("a", next));

    then(registry.stored().get("a")).isInstanceOf(ModelState.Loading.class);
    then(registry.find("a")).isEmpty();
    then(registry.find("a", former)).as("for searches that began with it").isPresent();
    tasks.runAllRunnableTasks();
    then(registry.find("a").orElseThrow().digest()).isEqualTo(next);
  }

  public void testContentsThatAreNotThere_areLookedForByOneTaskHoweverOftenTheTableChanges()
      throws Exception {
    String a = upload(BundleFixtures.din("a"));
    become(Map.of("gone", "0".repeat(64)));
    tasks.runAllRunnableTasks();
    become(Map.of("gone", "0".repeat(64), "a", a));
    tasks.runAllRunnableTasks();
    become(Map.of("gone", "0".repeat(64)));
    tasks.runAllRunnableTasks();
    then(registry.stored().get("gone")).isInstanceOf(ModelState.Refused.class);
    index.forgetCounts();

    tasks.advanceTime();
    tasks.runAllRunnableTasks();

    then(index.gets()).isOne();
  }

  /** Puts a bundle into the index of uploaded models. */
  private String upload(BundleFixtures fixture) throws Exception {
    Bundle bundle = Bundle.open(fixture.write(createTempDir()));
    store.write(bundle);
    return bundle.digest();
  }

  /** The next state of the cluster. */
  private void become(Map<String, String> models) {
    ModelTable table = new ModelTable(new TreeMap<>(models), new TreeMap<>());
    ClusterState next =
        ClusterState.builder(new ClusterName("test"))
            .metadata(Metadata.builder().persistentSettings(table.in(Settings.EMPTY)))
            .build();
    sync.clusterChanged(new ClusterChangedEvent("test", next, state));
    state = next;
  }
}
