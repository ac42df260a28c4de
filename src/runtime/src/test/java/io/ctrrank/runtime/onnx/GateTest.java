package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GateTest {
  private final Gate gate = new Gate("model [m]");
  private final AtomicInteger freed = new AtomicInteger();

  @Test
  void close_useInFlight_waitsForIt() throws Exception {
    gate.enter();
    CountDownLatch closed = new CountDownLatch(1);
    Thread closer =
        Thread.startVirtualThread(
            () -> {
              gate.close(freed::incrementAndGet);
              closed.countDown();
            });
    assertThat(closed.await(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(freed).hasValue(0);
    gate.exit();
    closer.join();
    assertThat(freed).hasValue(1);
  }

  @Test
  void enter_afterClose_namesWhatIsClosed() {
    gate.close(freed::incrementAndGet);
    assertThatThrownBy(gate::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model [m] is closed; load it again");
  }

  @Test
  void close_twice_freesOnce() {
    gate.close(freed::incrementAndGet);
    gate.close(freed::incrementAndGet);
    assertThat(freed).hasValue(1);
  }
}
