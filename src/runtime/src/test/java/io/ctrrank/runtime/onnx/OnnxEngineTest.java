package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEngineTest {
  @TempDir Path folder;

  @Test
  void create_cpu_runsOnTheCpu() {
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU)) {
      assertThat(engine.provider()).isEqualTo(Device.CPU);
      assertThat(engine.fallbackReason()).isEmpty();
      assertThat(engine.version()).matches("1\\.[0-9]+\\.[0-9]+");
    }
  }

  @Test
  void create_cudaInTheCpuBuild_namesTheArtifactThatHasIt() {
    assumeCpuBuild();
    assertThatThrownBy(() -> OnnxEngine.create(Device.cuda(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "device [cuda:1] needs the CUDA provider, but this build of ONNX Runtime [",
            "] has only [CPU",
            "build with the artifact com.microsoft.onnxruntime:onnxruntime_gpu:",
            "or use device [cpu]");
  }

  @Test
  void create_autoInTheCpuBuild_fallsBackAndSaysWhy() {
    assumeCpuBuild();
    try (OnnxEngine engine = OnnxEngine.create(Device.AUTO)) {
      assertThat(engine.provider()).isEqualTo(Device.CPU);
      assertThat(engine.fallbackReason().orElseThrow()).contains("onnxruntime_gpu");
    }
  }

  @Test
  void close_engine_opensNoFurtherGraphs() throws Exception {
    Path graph = BundleFixtures.din("tiny-din").write(folder).resolve("ctr.onnx");
    OnnxEngine engine = OnnxEngine.create(Device.CPU);
    Graph.open(engine, graph).close();
    engine.close();
    assertThatThrownBy(() -> Graph.open(engine, graph))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ONNX engine is closed; create another");
  }

  private static void assumeCpuBuild() {
    assumeThat(OrtEnvironment.getAvailableProviders()).doesNotContain(OrtProvider.CUDA);
  }
}
