package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.live.demo.ServedModel;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.TemporaryNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The GPU zip on real nodes under their entitlements. What it claims holds with and without a GPU;
 * run where there is one to see texts encoded on it.
 */
@Tag("cuda")
final class CudaNodeIT {

  @Test
  void node_toldToUseACardThatIsNotThere_doesNotStart() {
    assertThatThrownBy(() -> start("cuda:99").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node ended with exit code [1]")
        .hasMessageContaining("setting [ctr.encoder.device]: device [cuda:99] does not work: ")
        .hasMessageContaining("or use device [cpu]");
  }

  @Test
  void node_auto_servesOnWhatThereIs_andSaysWhere() throws Exception {
    try (TemporaryNode temporary = start("auto")) {
      LiveNode node = temporary.node();
      ServedModel msd = ServedModel.of(node.client(), "msd");

      assertThat(msd.ready()).as(msd.summary()).isTrue();
      String provider = msd.provider();
      assertThat(provider).isIn("cpu", "cuda:0");
      assertThat(node.log())
          .contains("texts are encoded on [" + provider + "]")
          .doesNotContain("NotEntitledException");
      assertThat(node.log().contains("is [auto] and the CPU stands in: device [cuda:0] does not"))
          .isEqualTo(provider.equals("cpu"));
      assertThat(node.client().get("/_ctr/stats").toString())
          .contains("\"encoder\":{\"provider\":\"" + provider + "\"");
      assertThat(ServedModel.of(node.client(), "din").provider()).isEqualTo("cpu");
    }
  }

  private static TemporaryNode start(String device) throws IOException, InterruptedException {
    return TemporaryNode.start(
        Artifacts.ofBuild(),
        List.of("msd", "din"),
        List.of("ctr.encoder.device: \"" + device + "\""),
        TemporaryNode.Preparation.NONE);
  }
}
