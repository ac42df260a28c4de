package io.ctrrank.plugin.lifecycle;

import java.io.IOException;
import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;

/** Asks the master for one change of the table of models. */
public final class ChangeTableRequest extends AcknowledgedRequest<ChangeTableRequest> {
  private final TableChange change;

  /**
   * @param change what is asked
   * @param masterTimeout how long to wait for a master
   * @param ackTimeout how long to wait for all nodes to see the change
   */
  public ChangeTableRequest(TableChange change, TimeValue masterTimeout, TimeValue ackTimeout) {
    super(masterTimeout, ackTimeout);
    this.change = change;
  }

  ChangeTableRequest(StreamInput in) throws IOException {
    super(in);
    this.change = new TableChange(in);
  }

  TableChange change() {
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
