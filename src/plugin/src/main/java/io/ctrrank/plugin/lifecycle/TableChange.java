package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.model.ModelTable;
import java.io.IOException;
import java.util.Set;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;

/**
 * One change of the cluster's table of models.
 *
 * @param kind what happens
 * @param name of the model or alias it happens to
 * @param value digest of the model, or the model of the alias; empty where neither is needed
 */
public record TableChange(Kind kind, String name, String value) implements Writeable {
  /** What can happen. Nodes of two releases tell each other by place: new ones come last. */
  public enum Kind {
    /** An uploaded model is there. */
    REGISTER,
    /** An uploaded model goes. */
    DELETE,
    /** An alias names a model. */
    PUT_ALIAS,
    /** An alias goes. */
    DELETE_ALIAS,
    /** An alias names the model again that it named before. */
    ROLL_BACK_ALIAS,
    /** An alias names an uploaded model, which must still be there. */
    PUT_ALIAS_OF_UPLOADED
  }

  public TableChange {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
  }

  /** An uploaded model is there. */
  static TableChange register(String id, String digest) {
    return new TableChange(Kind.REGISTER, id, digest);
  }

  /** An uploaded model goes. */
  static TableChange delete(String id) {
    return new TableChange(Kind.DELETE, id, "");
  }

  /**
   * An alias names a model.
   *
   * @param table in which it was looked at
   */
  static TableChange putAlias(String name, String model, ModelTable table) {
    return new TableChange(
        table.digest(model).isPresent() ? Kind.PUT_ALIAS_OF_UPLOADED : Kind.PUT_ALIAS, name, model);
  }

  /** An alias goes. */
  public static TableChange deleteAlias(String name) {
    return new TableChange(Kind.DELETE_ALIAS, name, "");
  }

  /** An alias names the model again that it named before. */
  static TableChange rollBackAlias(String name, String model) {
    return new TableChange(Kind.ROLL_BACK_ALIAS, name, model);
  }

  /** Reads a change that another node wrote. */
  TableChange(StreamInput in) throws IOException {
    this(in.readEnum(Kind.class), in.readString(), in.readString());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeEnum(kind);
    out.writeString(name);
    out.writeString(value);
  }

  /**
   * The table after the change.
   *
   * @throws org.elasticsearch.ElasticsearchException (404, 409) if it does not fit the table
   */
  ModelTable apply(ModelTable table) {
    return switch (kind) {
      case REGISTER -> table.withModel(name, value);
      case DELETE -> table.withoutModel(name);
      case PUT_ALIAS -> table.withAlias(name, value);
      case PUT_ALIAS_OF_UPLOADED -> {
        table.requireStill(Set.of(value));
        yield table.withAlias(name, value);
      }
      case DELETE_ALIAS -> table.withoutAlias(name);
      case ROLL_BACK_ALIAS -> table.rolledBack(name, value);
    };
  }
}
