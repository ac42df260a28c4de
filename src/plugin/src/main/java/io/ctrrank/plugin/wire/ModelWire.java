package io.ctrrank.plugin.wire;

import io.ctrrank.plugin.model.ModelInfo;
import java.io.IOException;
import java.util.Optional;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;

/** What nodes tell each other of their models. */
public final class ModelWire {
  private ModelWire() {}

  /** Writes one model. */
  public static void write(StreamOutput out, ModelInfo model) throws IOException {
    out.writeString(model.id());
    switch (model) {
      case ModelInfo.Refused refused -> {
        out.writeBoolean(false);
        out.writeString(refused.reason());
      }
      case ModelInfo.Ready ready -> {
        out.writeBoolean(true);
        writeReady(out, ready);
      }
    }
  }

  private static void writeReady(StreamOutput out, ModelInfo.Ready ready) throws IOException {
    out.writeString(ready.digest());
    out.writeString(ready.architecture());
    out.writeString(ready.description());
    out.writeString(ready.license());
    out.writeString(ready.provider());
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
    if (!in.readBoolean()) {
      return new ModelInfo.Refused(id, in.readString());
    }
    return new ModelInfo.Ready(
        id,
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        readEmbedding(in),
        in.readMap(StreamInput::readDouble));
  }

  private static Optional<ModelInfo.Embedding> readEmbedding(StreamInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new ModelInfo.Embedding(in.readString(), in.readVInt(), in.readVInt()))
        : Optional.empty();
  }
}
