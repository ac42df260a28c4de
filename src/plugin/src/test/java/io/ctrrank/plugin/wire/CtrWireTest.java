package io.ctrrank.plugin.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.model.ModelState;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.ExperimentInput;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.request.OnFailure;
import io.ctrrank.plugin.request.Ranking;
import io.ctrrank.plugin.request.ServingOptions;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.PinnedModel;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.Resolution;
import io.ctrrank.plugin.user.ResolvedUser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.Writeable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CtrWireTest {

  @Test
  void request_comesBackEqual() throws IOException {
    CtrRequest request =
        new CtrRequest(
            ModelChoice.named("msd"),
            new UserInput(
                Optional.of("u42"),
                Optional.of(
                    new BehaviorSequence(
                        List.of(BehaviorEvent.click("1"), new BehaviorEvent("2", 7, "skip")))),
                Optional.of("likes Crime")),
            new Ranking(new ScoreFormula(RankBy.ECPM, 0.5, 0.25, 1e-9), Optional.of("bid")),
            Optional.of("crime"),
            new ServingOptions(Optional.of(Duration.ofNanos(20_000_001)), OnFailure.FAIL, true));

    assertThat(read(written(out -> CtrWire.writeRequest(out, request)), CtrWire::readRequest))
        .isEqualTo(request);
  }

  @Test
  void requestInAnExperiment_comesBackEqual() throws IOException {
    ExperimentInput input =
        new ExperimentInput(Optional.of("e"), Optional.of("b"), Optional.of("cookie"), false);
    for (ModelChoice choice :
        List.of(
            ModelChoice.unnamed(ExperimentInput.NONE),
            ModelChoice.unnamed(input),
            ModelChoice.unnamed(input).chosen("din", Optional.empty()),
            ModelChoice.unnamed(input)
                .chosen("_none", Optional.of(new Assignment("e", "b", true))))) {
      CtrRequest request = CtrRequest.of("m").withChoice(choice);
      assertThat(read(written(out -> CtrWire.writeRequest(out, request)), CtrWire::readRequest))
          .isEqualTo(request);
    }
  }

  @Test
  void barestRequest_comesBackEqual() throws IOException {
    CtrRequest request = CtrRequest.of("m");

    assertThat(read(written(out -> CtrWire.writeRequest(out, request)), CtrWire::readRequest))
        .isEqualTo(request);
  }

  @Test
  void otherFormatVersion_isRefusedNamingBoth() throws IOException {
    StreamInput in = written(out -> out.writeVInt(1));

    assertThatThrownBy(() -> CtrWire.readRequest(in))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wire format [1] but this node reads [4]; install the same release");
  }

  @Test
  void user_comesBackToTheLastBit() throws IOException {
    short[] vector = Fp16.encode(new float[] {0.1f, -3e-7f, 65504f, Float.NaN});
    HistoryItem known = new HistoryItem("318", 2, 1, vector);
    HistoryItem unknown = new HistoryItem("x", 1, 2, null);
    ResolvedUser user =
        new ResolvedUser(
            "r1",
            new PinnedModel("msd", "abc", true, 0.25),
            new UserContext(List.of(known, unknown), vector),
            Duration.ofMillis(17),
            true,
            Set.of(Degradation.USER_INCOMPLETE));

    assertThat((Object) resolutionBack(user))
        .isEqualTo(user)
        .usingRecursiveComparison()
        .isEqualTo(user);
  }

  @Test
  void remainingTime_travelsInMillisecondsAndIsNeverLost() throws IOException {
    assertThat(remainingBack(Duration.ZERO)).isEqualTo(Duration.ZERO);
    assertThat(remainingBack(Duration.ofNanos(1))).isEqualTo(Duration.ofMillis(1));
    assertThat(remainingBack(Duration.ofMillis(17))).isEqualTo(Duration.ofMillis(17));
    assertThat(remainingBack(Duration.ofMillis(17).plusNanos(5))).isEqualTo(Duration.ofMillis(18));
  }

  private static final PinnedModel MODEL = new PinnedModel("msd", "d".repeat(64), false, 0.5);

  private static Duration remainingBack(Duration remaining) throws IOException {
    ResolvedUser user =
        new ResolvedUser("r1", MODEL, UserContext.anonymous(), remaining, false, Set.of());
    return ((ResolvedUser) requireNonNull(resolutionBack(user))).remaining();
  }

  @Test
  void recallOrder_comesBackWithItsReason() throws IOException {
    for (RecallOrder order : RecallOrder.values()) {
      assertThat(resolutionBack(order)).isSameAs(order);
    }
  }

  @Test
  void noResolution_comesBackAsNone() throws IOException {
    assertThat(resolutionBack(null)).isNull();
  }

  @Test
  void unknownResolution_isRefused() throws IOException {
    StreamInput in = written(out -> out.writeByte((byte) 9));

    assertThatThrownBy(() -> CtrWire.readResolution(in))
        .hasMessageContaining("resolution of unknown kind [9]");
  }

  @Test
  void fullHistory_takesFewKilobytes() throws IOException {
    HistoryItem item = new HistoryItem("12345678", 9_000, 1, new short[64]);
    UserContext context = new UserContext(java.util.Collections.nCopies(50, item), new short[64]);

    StreamInput in =
        written(
            out ->
                CtrWire.writeResolution(
                    out,
                    new ResolvedUser("r", MODEL, context, Duration.ofMillis(1), false, Set.of())));

    assertThat(in.available()).isLessThan(8_000);
  }

  @Test
  void models_comeBackEqual() throws IOException {
    for (ModelInfo model :
        List.of(
            new ModelInfo.Refused("bad", ModelState.Origin.FILE, "file [ctr.onnx] is missing"),
            new ModelInfo.Loading("new", "it was uploaded just now"),
            ready(Optional.empty()),
            ready(Optional.of(new ModelInfo.Embedding("0123456789abcdef", 384, 64))))) {
      assertThat(read(written(out -> ModelWire.write(out, model)), ModelWire::read))
          .isEqualTo(model);
    }
  }

  private static ModelInfo ready(Optional<ModelInfo.Embedding> embedding) {
    return new ModelInfo.Ready(
        "msd",
        ModelState.Origin.INDEX,
        "d",
        "msd",
        "a model",
        "own",
        "cpu",
        1_234,
        embedding,
        Map.of("auc", 0.8));
  }

  private static @Nullable Resolution resolutionBack(@Nullable Resolution resolution)
      throws IOException {
    StreamInput in = written(out -> CtrWire.writeResolution(out, resolution));
    Resolution back = CtrWire.readResolution(in);
    assertThat(in.available()).as("bytes left over").isZero();
    return back;
  }

  private static StreamInput written(Writeable value) throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    value.writeTo(out);
    return out.bytes().streamInput();
  }

  private static <T> T read(StreamInput in, Writeable.Reader<T> reader) throws IOException {
    T value = reader.read(in);
    assertThat(in.available()).as("bytes left over").isZero();
    return value;
  }
}
