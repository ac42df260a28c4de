package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.impression.PageBuffer.Batch;
import org.junit.jupiter.api.Test;

final class PageBufferTest {
  private static byte[] page(int bytes) {
    return new byte[bytes];
  }

  @Test
  void fullBuffer_takesNoMore_untilABatchIsReleased() {
    PageBuffer buffer = new PageBuffer(100, 1_000);
    assertThat(buffer.offer(page(99), 1)).isTrue();
    assertThat(buffer.offer(page(50), 1)).as("found a last byte free").isTrue();
    assertThat(buffer.offer(page(1), 1)).isFalse();
    Batch batch = buffer.poll().orElseThrow();
    assertThat(buffer.offer(page(1), 1)).as("being written").isFalse();

    buffer.release(batch);

    assertThat(buffer.offer(page(100), 1)).isTrue();
    assertThat(buffer.offer(page(1), 1)).isFalse();
  }

  @Test
  void batch_hasPagesInTheirOrder_asManyAsFillIt() {
    PageBuffer buffer = new PageBuffer(1_000, 30);
    buffer.offer(page(10), 1);
    buffer.offer(page(19), 2);
    assertThat(buffer.hasBatch()).isFalse();
    buffer.offer(page(5), 4);
    buffer.offer(page(6), 8);
    assertThat(buffer.hasBatch()).isTrue();

    Batch first = buffer.poll().orElseThrow();

    assertThat(first.pages()).extracting(page -> page.length).containsExactly(10, 19, 5);
    assertThat(first.hits()).isEqualTo(7);
    assertThat(first.bytes()).isEqualTo(34);
    assertThat(buffer.hasBatch()).as("what is taken waits no more").isFalse();
    assertThat(buffer.poll().orElseThrow().hits()).isEqualTo(8);
    assertThat(buffer.poll()).isEmpty();
  }
}
