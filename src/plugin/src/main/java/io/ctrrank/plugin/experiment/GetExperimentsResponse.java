package io.ctrrank.plugin.experiment;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.action.LocalResponse;
import io.ctrrank.plugin.traffic.Arm;
import io.ctrrank.plugin.traffic.Experiment;
import io.ctrrank.plugin.traffic.Experiments;
import java.io.IOException;
import java.util.Map;
import org.elasticsearch.xcontent.XContentBuilder;
import org.jspecify.annotations.Nullable;

/** Experiments, or bindings. */
public final class GetExperimentsResponse extends LocalResponse {
  private final GetExperimentsRequest.Of of;
  private final Experiments table;
  private final @Nullable String unit;

  /**
   * @param table what is told
   * @param unit whose arms are told, null for nobody's
   */
  GetExperimentsResponse(GetExperimentsRequest.Of of, Experiments table, @Nullable String unit) {
    this.of = of;
    this.table = table;
    this.unit = unit;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject();
    switch (of) {
      case EXPERIMENTS -> experiments(builder, params);
      case BINDINGS -> bindings(builder);
    }
    return builder.endObject();
  }

  private void experiments(XContentBuilder builder, Params params) throws IOException {
    builder.startObject("experiments");
    for (Experiment experiment : table.byName().values()) {
      builder.field(experiment.name());
      experiment.toXContent(builder, params);
    }
    builder.endObject();
    if (unit != null) {
      builder.startObject("assignment").field("unit", unit);
      for (Experiment experiment : table.byName().values()) {
        builder.startObject(experiment.name());
        builder.field("bucket", Buckets.of(experiment.layer(), unit));
        builder.field("arm", experiment.armOf(unit).map(Arm::name).orElse(null));
        builder.endObject();
      }
      builder.endObject();
    }
  }

  private void bindings(XContentBuilder builder) throws IOException {
    builder.startObject("bindings");
    for (Map.Entry<String, String> binding : table.bindings().entrySet()) {
      builder.startObject(binding.getKey()).field("model", binding.getValue()).endObject();
    }
    builder.endObject();
  }
}
