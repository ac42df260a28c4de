package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelTable;
import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;

/** One change of the cluster's table of models. */
public sealed interface TableChange extends Writeable {
  /**
   * The table after the change.
   *
   * @throws org.elasticsearch.ElasticsearchException (404, 409) if it does not fit the table
   */
  ModelTable apply(ModelTable table);

  /** An uploaded model is there. */
  record Register(String id, String digest) implements TableChange {
    @Override
    public ModelTable apply(ModelTable table) {
      return table.withModel(id, digest);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      write(out, 0, id, digest);
    }
  }

  /** An uploaded model goes. */
  record Delete(String id) implements TableChange {
    @Override
    public ModelTable apply(ModelTable table) {
      return table.withoutModel(id);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      write(out, 1, id, "");
    }
  }

  /** An alias names a model. */
  record PutAlias(String name, String model) implements TableChange {
    @Override
    public ModelTable apply(ModelTable table) {
      return table.withAlias(name, model);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      write(out, 2, name, model);
    }
  }

  /** An alias goes. */
  record DeleteAlias(String name) implements TableChange {
    @Override
    public ModelTable apply(ModelTable table) {
      return table.withoutAlias(name);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      write(out, 3, name, "");
    }
  }

  /** An alias names the model again that it named before. */
  record RollBackAlias(String name) implements TableChange {
    @Override
    public ModelTable apply(ModelTable table) {
      return table.rolledBack(name);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      write(out, 4, name, "");
    }
  }

  private static void write(StreamOutput out, int kind, String name, String value)
      throws IOException {
    out.writeByte((byte) kind);
    out.writeString(name);
    out.writeString(value);
  }

  /** Reads a change that another node wrote. */
  static TableChange read(StreamInput in) throws IOException {
    int kind = in.readByte();
    String name = in.readString();
    String value = in.readString();
    return switch (kind) {
      case 0 -> new Register(name, value);
      case 1 -> new Delete(name);
      case 2 -> new PutAlias(name, value);
      case 3 -> new DeleteAlias(name);
      case 4 -> new RollBackAlias(name);
      default ->
          throw new IllegalStateException(
              "change of the table of models of unknown kind [" + kind + "]");
    };
  }
}
