package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void parse_everyForm_isThatDevice() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
    assertThat(Device.parse("auto")).isEqualTo(Device.AUTO).hasToString("auto");
    assertThat(Device.parse("cuda")).isEqualTo(Device.cuda(0)).hasToString("cuda:0");
    assertThat(Device.parse("cuda:3")).isEqualTo(Device.cuda(3)).hasToString("cuda:3");
  }

  @Test
  void parse_anythingElse_saysWhatIsExpected() {
    for (String text : List.of("", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1234")) {
      assertThatThrownBy(() -> Device.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("device is [" + text + "]; expected one of [cpu, cuda, cuda:<number>, auto]");
    }
  }

  @Test
  void new_indexOnTheCpu_isRefused() {
    assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
