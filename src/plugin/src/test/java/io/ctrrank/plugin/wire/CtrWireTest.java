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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.common.bytes.BytesReference;
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
            new ServingOptions(
                Optional.of(Duration.ofNanos(20_000_001)),
                OnFailure.FAIL,
                true,
                Optional.of("q7")));

    assertThat(passed(request, WireFormat.CURRENT)).isEqualTo(request);
  }

  @Test
  void requestInAnExperiment_comesBackEqual() throws IOException {
    ExperimentInput input =
        new ExperimentInput(Optional.of("e"), Optional.of("b"), Optional.of("cookie"), false);
    for (ModelChoice choice :
        List.of(
            ModelChoice.unnamed(ExperimentInput.NONE),
            ModelChoice.unnamed(input),
            ModelChoice.unnamed(input).boundTo("din", "[ads]"),
            ModelChoice.unnamed(input).ofArm("_none", new Assignment("e", "b", true)))) {
      CtrRequest request = CtrRequest.of("m").withChoice(choice);
      assertThat(passed(request, WireFormat.CURRENT)).isEqualTo(request);
    }
  }

  @Test
  void barestRequest_comesBackEqual() throws IOException {
    CtrRequest request = CtrRequest.of("m");

    assertThat(passed(request, WireFormat.CURRENT)).isEqualTo(request);
  }

  @Test
  void unknownFormat_isRefusedNamingWhatIsRead() throws IOException {
    for (int format : List.of(WireFormat.OLDEST - 1, WireFormat.CURRENT + 1)) {
      StreamInput in = written(out -> CtrWire.writeFormat(out, format));

      assertThatThrownBy(() -> CtrWire.readFormat(in))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("wire format [" + format + "] but this node reads [3] to [9]; ")
          .hasMessageContaining("install releases");
    }
  }

  @Test
  void formatFive_doesNotTellWhatTheModelIsBoundTo() throws IOException {
    ModelChoice unnamed = ModelChoice.unnamed(ExperimentInput.ANY);

    assertThat(passed(CtrRequest.of("m").withChoice(unnamed.boundTo("din", "[ads]")), 5))
        .isEqualTo(
            CtrRequest.of("m")
                .withChoice(
                    new ModelChoice(
                        "din", false, ExperimentInput.ANY, Optional.empty(), List.of(), "")));
  }

  @Test
  void formatThree_knowsTheModelOnly() throws IOException {
    CtrRequest request =
        CtrRequest.of("m")
            .withChoice(
                ModelChoice.unnamed(ExperimentInput.ANY)
                    .ofArm("msd", new Assignment("e", "a", false)));

    assertThat(passed(request, 3)).isEqualTo(CtrRequest.of("msd"));
    assertThat(
            (Object)
                CtrWire.readResolution(
                    written(out -> CtrWire.writeResolution(out, RecallOrder.BOUND, 3)), 3))
        .isEqualTo(RecallOrder.NO_MODEL);
  }

  /** What releases before format 4 wrote: bytes that must be read as long as 3 is supported. */
  @Test
  void formatThree_isReadAndWrittenByteForByte() throws IOException {
    ResolvedUser user =
        new ResolvedUser(
            "r1",
            new PinnedModel("msd", "abc", true, 0.25),
            new UserContext(List.of(new HistoryItem("318", 2, 1, new short[] {1, 2})), null),
            Duration.ofMillis(17),
            true,
            Set.of(Degradation.USER_INCOMPLETE));
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "01"
                    + "027231"
                    + "036d7364"
                    + "03616263"
                    + "01"
                    + "3fd0000000000000"
                    + "01"
                    + "03333138"
                    + "02"
                    + "01"
                    + "02"
                    + "00010002"
                    + "00"
                    + "11"
                    + "01"
                    + "0105");

    assertThat((Object) CtrWire.readResolution(StreamInput.wrap(bytes), 3))
        .usingRecursiveComparison()
        .isEqualTo(user);
    BytesStreamOutput out = new BytesStreamOutput();
    CtrWire.writeResolution(out, user, 3);
    assertThat(BytesReference.toBytes(out.bytes())).isEqualTo(bytes);
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

    for (int format = WireFormat.OLDEST; format <= WireFormat.CURRENT; format++) {
      assertThat((Object) resolutionBack(user, format))
          .isEqualTo(user)
          .usingRecursiveComparison()
          .isEqualTo(user);
    }
  }

  @Test
  void textOfTheSearch_travelsWhereAllNodesReadIt() throws IOException {
    short[] vector = Fp16.encode(new float[] {0.1f, -3e-7f});
    ResolvedUser user =
        new ResolvedUser(
            "r1",
            MODEL,
            new UserContext(List.of(), null, vector),
            Duration.ofMillis(17),
            false,
            Set.of());

    for (int format = WireFormat.OLDEST; format <= WireFormat.CURRENT; format++) {
      ResolvedUser back = (ResolvedUser) requireNonNull(resolutionBack(user, format));
      assertThat(back.context().queryVector()).isEqualTo(format < 5 ? null : vector);
      assertThat(back.remaining()).isEqualTo(user.remaining());
    }
  }

  @Test
  void remainingTime_isNeverLost() throws IOException {
    Duration some = Duration.ofMillis(17).plusNanos(5);
    for (int format = WireFormat.OLDEST; format <= WireFormat.CURRENT; format++) {
      assertThat(remainingBack(Duration.ZERO, format)).isEqualTo(Duration.ZERO);
      assertThat(remainingBack(Duration.ofMillis(17), format)).isEqualTo(Duration.ofMillis(17));
    }
    assertThat(remainingBack(Duration.ofNanos(1), 3)).isEqualTo(Duration.ofMillis(1));
    assertThat(remainingBack(some, 3)).isEqualTo(Duration.ofMillis(18));
    assertThat(remainingBack(some, 4)).isEqualTo(Duration.ofMillis(17).plusNanos(1_000));
  }

  private static final PinnedModel MODEL = new PinnedModel("msd", "d".repeat(64), false, 0.5);

  private static Duration remainingBack(Duration remaining, int format) throws IOException {
    ResolvedUser user =
        new ResolvedUser("r1", MODEL, UserContext.anonymous(), remaining, false, Set.of());
    return ((ResolvedUser) requireNonNull(resolutionBack(user, format))).remaining();
  }

  @Test
  void recallOrder_comesBackWithItsReason() throws IOException {
    for (RecallOrder order : RecallOrder.values()) {
      assertThat(resolutionBack(order, WireFormat.CURRENT)).isSameAs(order);
    }
  }

  @Test
  void noResolution_comesBackAsNone() throws IOException {
    assertThat(resolutionBack(null, WireFormat.OLDEST)).isNull();
  }

  @Test
  void unknownResolution_isRefused() throws IOException {
    StreamInput in = written(out -> out.writeByte((byte) 9));

    assertThatThrownBy(() -> CtrWire.readResolution(in, WireFormat.CURRENT))
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
                    new ResolvedUser("r", MODEL, context, Duration.ofMillis(1), false, Set.of()),
                    WireFormat.CURRENT));

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

  private static @Nullable Resolution resolutionBack(@Nullable Resolution resolution, int format)
      throws IOException {
    StreamInput in = written(out -> CtrWire.writeResolution(out, resolution, format));
    Resolution back = CtrWire.readResolution(in, format);
    assertThat(in.available()).as("bytes left over").isZero();
    return back;
  }

  private static StreamInput written(Writeable value) throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    value.writeTo(out);
    return out.bytes().streamInput();
  }

  private static CtrRequest passed(CtrRequest request, int format) throws IOException {
    return read(
        written(out -> CtrWire.writeRequest(out, request, format)),
        in -> CtrWire.readRequest(in, format));
  }

  private static <T> T read(StreamInput in, Writeable.Reader<T> reader) throws IOException {
    T value = reader.read(in);
    assertThat(in.available()).as("bytes left over").isZero();
    return value;
  }
}
