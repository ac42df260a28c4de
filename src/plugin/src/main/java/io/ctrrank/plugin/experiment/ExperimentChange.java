package io.ctrrank.plugin.experiment;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.traffic.ExperimentDraft;
import io.ctrrank.plugin.traffic.Experiments;
import java.io.IOException;
import java.util.List;
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

  /** Models, or aliases of models, that it names. */
  default List<String> models() {
    return List.of();
  }

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
    public List<String> models() {
      return draft.arms().stream().map(ExperimentDraft.ArmDraft::model).toList();
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      draft.writeTo(out);
    }
  }

  /** A model is bound to a name of indices. */
  record Bind(String alias, String model) implements ExperimentChange {
    private static final byte KIND = 1;

    public Bind {
      requireNonNull(alias, "alias is null");
      requireNonNull(model, "model is null");
    }

    @Override
    public Experiments apply(Experiments table, long now) {
      return table.bound(alias, model);
    }

    @Override
    public List<String> models() {
      return List.of(model);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeString(alias);
      out.writeString(model);
    }
  }

  /**
   * Something happens that needs no more than a name.
   *
   * @param step what happens
   * @param name of the experiment, or the alias that a model is bound to
   */
  record Step(Kind step, String name) implements ExperimentChange {
    private static final byte KIND = 2;

    /** What happens. */
    public enum Kind {
      /** An experiment assigns users from now on. */
      START,
      /** An experiment assigns users no more. */
      STOP,
      /** An experiment goes. */
      DELETE,
      /** No model is bound to a name of indices any more. */
      UNBIND
    }

    public Step {
      requireNonNull(step, "step is null");
      requireNonNull(name, "name is null");
    }

    @Override
    public Experiments apply(Experiments table, long now) {
      return switch (step) {
        case START -> table.started(name, now);
        case STOP -> table.stopped(name, now);
        case DELETE -> table.without(name);
        case UNBIND -> table.unbound(name);
      };
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeEnum(step);
      out.writeString(name);
    }
  }

  /** Reads a change that another node wrote. */
  static ExperimentChange read(StreamInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case Put.KIND -> new Put(new ExperimentDraft(in));
      case Bind.KIND -> new Bind(in.readString(), in.readString());
      case Step.KIND -> new Step(in.readEnum(Step.Kind.class), in.readString());
      default ->
          throw new IllegalStateException(
              "change of experiments of unknown kind ["
                  + kind
                  + "]; install the same release of plugin [ctr-rank] on every node");
    };
  }
}
