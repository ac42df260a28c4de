package io.ctrrank.plugin.experiment;

import java.io.IOException;
import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;

/** Asks the master for one change of the table of experiments and bindings. */
public final class ChangeExperimentsRequest extends AcknowledgedRequest<ChangeExperimentsRequest> {
  private final ExperimentChange change;

  /**
   * @param change what is asked
   * @param timeout how long to wait for a master, and for all nodes to see the change
   */
  public ChangeExperimentsRequest(ExperimentChange change, TimeValue timeout) {
    super(timeout, timeout);
    this.change = change;
  }

  ChangeExperimentsRequest(StreamInput in) throws IOException {
    super(in);
    this.change = ExperimentChange.read(in);
  }

  ExperimentChange change() {
    return change;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    change.writeTo(out);
  }

  @Override
  public String getDescription() {
    return change.toString();
  }
}
