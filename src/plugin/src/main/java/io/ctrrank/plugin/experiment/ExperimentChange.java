package io.ctrrank.plugin.experiment;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.traffic.ExperimentDraft;
import io.ctrrank.plugin.traffic.Experiments;
import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;

/** One change of the cluster's table of experiments and bindings. */
public sealed interface ExperimentChange extends Writeable {

  /**
   * The table after the change.
   *
   * @param now milliseconds since the epoch
   * @throws org.elasticsearch.ElasticsearchException (404, 409) if it does not fit the table
   */
  Experiments apply(Experiments table, long now);

  /** A new experiment, another draft of one, or other shares. */
  record Put(ExperimentDraft draft) implements ExperimentChange {
    private static final byte KIND = 0;

    public Put {
      requireNonNull(draft, "draft is null");
    }

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.withDraft(draft, now);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      draft.writeTo(out);
    }
  }

  /** An experiment assigns users from now on. */
  record Start(String name) implements ExperimentChange {
    private static final byte KIND = 1;

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.started(name, now);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(name);
    }
  }

  /** An experiment assigns users no more. */
  record Stop(String name) implements ExperimentChange {
    private static final byte KIND = 2;

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.stopped(name, now);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(name);
    }
  }

  /** An experiment goes. */
  record Delete(String name) implements ExperimentChange {
    private static final byte KIND = 3;

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.without(name);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(name);
    }
  }

  /** A model is bound to a name of indices. */
  record Bind(String alias, String model) implements ExperimentChange {
    private static final byte KIND = 4;

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.bound(alias, model);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(alias);
      out.writeString(model);
    }
  }

  /** No model is bound to a name of indices any more. */
  record Unbind(String alias) implements ExperimentChange {
    private static final byte KIND = 5;

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.unbound(alias);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(alias);
    }
  }

  /** Reads a change that another node wrote. */
  static ExperimentChange read(StreamInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case Put.KIND -> new Put(new ExperimentDraft(in));
      case Start.KIND -> new Start(in.readString());
      case Stop.KIND -> new Stop(in.readString());
      case Delete.KIND -> new Delete(in.readString());
      case Bind.KIND -> new Bind(in.readString(), in.readString());
      case Unbind.KIND -> new Unbind(in.readString());
      default ->
          throw new IllegalStateException(
              "change of experiments of unknown kind ["
                  + kind
                  + "]; install the same release of plugin [ctr-rank] on every node");
    };
  }
}
