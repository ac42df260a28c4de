package io.ctrrank.plugin.experiment;

import java.io.IOException;
import java.util.Set;
import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;

/** Asks the master for one change of the table of experiments and bindings. */
public final class ChangeExperimentsRequest extends AcknowledgedRequest<ChangeExperimentsRequest> {
  private final ExperimentChange change;
  private final Set<String> models;

  /** A change for which no model needs to be there. */
  public ChangeExperimentsRequest(ExperimentChange change, TimeValue timeout) {
    this(change, Set.of(), timeout);
  }

  /**
   * @param change what is asked
   * @param models uploaded models and aliases that must still be there
   * @param timeout how long to wait for a master, and for all nodes to see the change
   */
  ChangeExperimentsRequest(ExperimentChange change, Set<String> models, TimeValue timeout) {
    super(timeout, timeout);
    this.change = change;
    this.models = Set.copyOf(models);
  }

  ChangeExperimentsRequest(StreamInput in) throws IOException {
    super(in);
    this.change = ExperimentChange.read(in);
    this.models = in.readCollectionAsImmutableSet(StreamInput::readString);
  }

  ExperimentChange change() {
    return change;
  }

  Set<String> models() {
    return models;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    change.writeTo(out);
    out.writeStringCollection(models);
  }

  @Override
  public String getDescription() {
    return change.toString();
  }
}
