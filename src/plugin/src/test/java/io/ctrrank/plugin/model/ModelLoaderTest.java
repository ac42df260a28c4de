package io.ctrrank.plugin.model;

import static org.assertj.core.api.BDDAssertions.then;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.elasticsearch.common.breaker.NoopCircuitBreaker;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.test.MockLog;

/** The setting {@code ctr.encoder.device} in the CPU build, where CUDA never works. */
public final class ModelLoaderTest extends ESTestCase {
  private static final String NONE = "no-such-folder";

  public void testCuda_thatDoesNotWork_isAnErrorBeforeThereIsABundle() {
    try (ModelLoader loader = loader("cuda:1")) {
      IllegalStateException refusal =
          expectThrows(IllegalStateException.class, loader::requireDevice);

      then(refusal)
          .hasMessageStartingWith("setting [ctr.encoder.device]: device [cuda:1] needs the CUDA")
          .hasMessageContaining("onnxruntime_gpu")
          .hasMessageContaining("or use device [cpu]");
    }
  }

  public void testCpuAndAuto_demandNothing_andLoadNothing() {
    for (String device : new String[] {"cpu", "auto"}) {
      try (ModelLoader loader = loader(device)) {
        loader.requireDevice();

        then(loader.provider()).isEmpty();
      }
    }
  }

  public void testAuto_withoutCuda_runsOnTheCpu_andSaysSoOnce() throws Exception {
    then(OrtEnvironment.getAvailableProviders()).doesNotContain(OrtProvider.CUDA);
    Path folder = createTempDir();
    Path msd = BundleFixtures.msd("msd").write(folder);
    Path din = BundleFixtures.din("din").write(folder);
    try (ModelLoader loader = loader("auto");
        MockLog log = MockLog.capture(ModelLoader.class)) {
      warned(log, "told");
      ModelState.Ready first = loader.load(msd, ModelState.Origin.FILE);
      log.assertAllExpectationsMatched();
      log.addExpectation(
          new MockLog.UnseenEventExpectation(
              "told again", ModelLoader.class.getCanonicalName(), Level.WARN, "*"));
      ModelState.Ready second = loader.load(din, ModelState.Origin.FILE);
      log.assertAllExpectationsMatched();

      then(loader.provider()).contains(Device.CPU);
      then(first.provider()).isEqualTo("cpu");
      then(second.provider()).isEqualTo("cpu");
      first.close();
      second.close();
    }
  }

  private static void warned(MockLog log, String name) {
    log.addExpectation(
        new MockLog.SeenEventExpectation(
            name,
            ModelLoader.class.getCanonicalName(),
            Level.WARN,
            "setting [ctr.encoder.device] is [auto] and the CPU stands in: *onnxruntime_gpu*"));
  }

  private static ModelLoader loader(String device) {
    Settings settings = Settings.builder().put("ctr.encoder.device", device).build();
    return new ModelLoader(
        CtrSettings.of(settings),
        Path.of(NONE),
        Runnable::run,
        new ModelMemory(new NoopCircuitBreaker(ModelMemory.BREAKER)));
  }
}
