package io.ctrrank.trainer.torch;

import java.io.IOException;

/** All that a run needs to go on where it was stopped, as if it had not been. */
interface RunState {
  /** Goes back to where training starts. */
  void reset();

  /** Tells the state to a stream, or takes over the stream's. */
  void transfer(StateStream stream) throws IOException;
}
