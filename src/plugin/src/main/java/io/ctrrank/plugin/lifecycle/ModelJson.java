package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelInfo;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.xcontent.XContentBuilder;

/** Writes what nodes tell of models. */
final class ModelJson {
  private ModelJson() {}

  /** Members of one model as it is on one node. */
  static void writeOnNode(XContentBuilder builder, ModelInfo model) throws IOException {
    switch (model) {
      case ModelInfo.Refused refused ->
          builder.field("state", "refused").field("reason", refused.reason());
      case ModelInfo.Loading loading ->
          builder.field("state", "loading").field("reason", loading.reason());
      case ModelInfo.Ready ready -> builder.field("state", "ready");
    }
    builder.field("origin", model.origin().name().toLowerCase(Locale.ROOT));
    if (model instanceof ModelInfo.Ready ready) {
      builder.field("digest", ready.digest());
      builder.field("provider", ready.provider());
      builder.humanReadableField("memory_bytes", "memory", memory(ready));
    }
  }

  private static ByteSizeValue memory(ModelInfo.Ready ready) {
    return ByteSizeValue.ofBytes(ready.memory());
  }

  /** Members of one model that are the same wherever it serves. */
  static void write(XContentBuilder builder, ModelInfo.Ready model) throws IOException {
    builder
        .field("digest", model.digest())
        .field("architecture", model.architecture())
        .field("description", model.description())
        .field("license", model.license());
    if (model.embedding().isPresent()) {
      ModelInfo.Embedding embedding = model.embedding().get();
      builder
          .startObject("embedding")
          .field("version", embedding.version())
          .field("encoder_dimension", embedding.encoderDimension())
          .field("dimension", embedding.dimension())
          .endObject();
    }
    builder.startObject("metrics").startObject("test");
    for (Map.Entry<String, Double> metric : new TreeMap<>(model.testMetrics()).entrySet()) {
      builder.field(metric.getKey(), metric.getValue());
    }
    builder.endObject().endObject();
  }
}
