package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/**
 * Carries the state of training out of a process or into one. What has state tells its parts in one
 * order, and takes over what comes back: itself when it is written, what was written when it is
 * read. So there is one description for both ways.
 */
interface StateStream {
  long number(long value) throws IOException;

  double real(double value) throws IOException;

  byte[] bytes(byte[] value) throws IOException;

  List<Evaluation> evaluations(List<Evaluation> value) throws IOException;

  /** The values of a contiguous tensor of floats, which are replaced when reading. */
  void values(Tensor tensor) throws IOException;

  /** Where a generator of random numbers is. */
  default void random(Generator generator) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Tensor state = generator.get_state();
      BytePointer data = state.data_ptr_byte();
      byte[] bytes = new byte[Math.toIntExact(state.numel())];
      data.get(bytes);
      data.put(bytes(bytes));
      generator.set_state(state);
    }
  }
}
