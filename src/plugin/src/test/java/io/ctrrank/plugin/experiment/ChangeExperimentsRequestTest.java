package io.ctrrank.plugin.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.traffic.ExperimentDraft;
import io.ctrrank.plugin.traffic.ExperimentDraft.ArmDraft;
import io.ctrrank.plugin.traffic.Experiments;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.RestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ChangeExperimentsRequestTest {
  private static final long NOW = 1;
  private final ModelTable table =
      ModelTable.EMPTY.withModel("one", "d1").withModel("two", "d2").withAlias("live", "one");

  @Test
  void modelOfAnArm_deletedMeanwhile_isAConflict() throws IOException {
    ExperimentDraft draft =
        new ExperimentDraft(
            "e",
            "ads",
            "e",
            List.of(new ArmDraft("a", "two", 5_000), new ArmDraft("b", "file", 5_000)));
    ChangeExperimentsRequest request = checked(new ExperimentChange.Put(draft));

    assertThat(request.models()).containsExactly("two");
    assertThat(made(table, request).byName()).containsOnlyKeys("e");
    thenConflict("[two]", table.withoutModel("two"), request);
  }

  @Test
  void boundAlias_deletedMeanwhile_isAConflict() throws IOException {
    ChangeExperimentsRequest request = checked(new ExperimentChange.Bind("ads", "live"));

    assertThat(made(table, request).bindings()).containsEntry("ads", "live");
    thenConflict("[live]", table.withoutAlias("live"), request);
  }

  /** Dedicated masters have no files. */
  @Test
  void modelThatWasNotUploaded_isBound() throws IOException {
    ChangeExperimentsRequest request = checked(new ExperimentChange.Bind("ads", "file"));

    assertThat(made(table, request).bindings()).containsEntry("ads", "file");
  }

  /** As it comes to the master. */
  private ChangeExperimentsRequest checked(ExperimentChange change) throws IOException {
    Set<String> known = table.known(change.models());
    try (BytesStreamOutput out = new BytesStreamOutput()) {
      new ChangeExperimentsRequest(change, known, TimeValue.ONE_MINUTE).writeTo(out);
      return new ChangeExperimentsRequest(out.bytes().streamInput());
    }
  }

  private static Experiments made(ModelTable models, ChangeExperimentsRequest request) {
    return Experiments.of(
        TransportChangeExperimentsAction.changed(models.in(Settings.EMPTY), request, NOW));
  }

  private static void thenConflict(
      String names, ModelTable models, ChangeExperimentsRequest request) {
    assertThatThrownBy(() -> made(models, request))
        .isInstanceOfSatisfying(
            ElasticsearchException.class,
            e -> assertThat(e.status()).isEqualTo(RestStatus.CONFLICT))
        .hasMessage(
            names + " of models and aliases were deleted meanwhile; nothing is changed, try again");
  }
}
