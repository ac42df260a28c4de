package io.ctrrank.plugin.wire;

import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.model.ModelState;
import java.io.IOException;
import java.util.Optional;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;

/** What nodes tell each other of their models. */
public final class ModelWire {
  private static final byte REFUSED = 0;
  private static final byte READY = 1;
  private static final byte LOADING = 2;

  private ModelWire() {}

  /** Writes one model. */
  public static void write(StreamOutput out, ModelInfo model) throws IOException {
    out.writeString(model.id());
    switch (model) {
      case ModelInfo.Refused refused -> {
        out.writeByte(REFUSED);
        out.writeEnum(refused.origin());
        out.writeString(refused.reason());
      }
      case ModelInfo.Loading loading -> {
        out.writeByte(LOADING);
        out.writeString(loading.reason());
      }
      case ModelInfo.Ready ready -> {
        out.writeByte(READY);
        writeReady(out, ready);
      }
    }
  }

  private static void writeReady(StreamOutput out, ModelInfo.Ready ready) throws IOException {
    out.writeEnum(ready.origin());
    out.writeString(ready.digest());
    out.writeString(ready.architecture());
    out.writeString(ready.description());
    out.writeString(ready.license());
    out.writeString(ready.provider());
    out.writeVLong(ready.memory());
    out.writeBoolean(ready.embedding().isPresent());
    if (ready.embedding().isPresent()) {
      ModelInfo.Embedding embedding = ready.embedding().get();
      out.writeString(embedding.version());
      out.writeVInt(embedding.encoderDimension());
      out.writeVInt(embedding.dimension());
    }
    out.writeMap(ready.testMetrics(), StreamOutput::writeDouble);
  }

  /** Reads one model. */
  public static ModelInfo read(StreamInput in) throws IOException {
    String id = in.readString();
    byte state = in.readByte();
    return switch (state) {
      case REFUSED ->
          new ModelInfo.Refused(id, in.readEnum(ModelState.Origin.class), in.readString());
      case LOADING -> new ModelInfo.Loading(id, in.readString());
      case READY -> readReady(id, in);
      default -> throw new IllegalStateException("model of unknown state [" + state + "]");
    };
  }

  private static ModelInfo.Ready readReady(String id, StreamInput in) throws IOException {
    return new ModelInfo.Ready(
        id,
        in.readEnum(ModelState.Origin.class),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readVLong(),
        readEmbedding(in),
        in.readMap(StreamInput::readDouble));
  }

  private static Optional<ModelInfo.Embedding> readEmbedding(StreamInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new ModelInfo.Embedding(in.readString(), in.readVInt(), in.readVInt()))
        : Optional.empty();
  }
}
