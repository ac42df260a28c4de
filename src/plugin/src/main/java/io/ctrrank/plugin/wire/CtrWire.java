package io.ctrrank.plugin.wire;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/**
 * The rescorer's form between nodes. It has formats of its own, because the plugin's releases are
 * not Elasticsearch's: {@link WireFormat} says which, and which one is spoken.
 */
public final class CtrWire {
  private static final Duration MICROSECOND = Duration.ofNanos(1_000);

  private static final byte UNRESOLVED = 0;
  private static final byte USER = 1;
  private static final byte RECALL_ORDER = 2;

  private CtrWire() {}

  /** Writes the format of what follows. */
  public static void writeFormat(StreamOutput out, int format) throws IOException {
    out.writeVInt(format);
  }

  /**
   * Reads the format of what follows.
   *
   * @throws IllegalStateException if this release does not read it
   */
  public static int readFormat(StreamInput in) throws IOException {
    return WireFormat.require(
        "rescorer [ctr]", in.readVInt(), WireFormat.OLDEST, WireFormat.CURRENT);
  }

  /**
   * Writes a request in a format. Formats before {@link WireFormat#EXPERIMENTS} know the model
   * only, not how it was chosen.
   */
  public static void writeRequest(StreamOutput out, CtrRequest request, int format)
      throws IOException {
    writeChoice(out, request.choice(), format);
    writeRanking(out, request.ranking());
    out.writeOptionalString(request.queryText().orElse(null));
    writeServing(out, request.serving(), format);
    out.writeOptionalString(request.user().id().orElse(null));
    out.writeOptionalString(request.user().profile().orElse(null));
    Optional<BehaviorSequence> history = request.user().history();
    out.writeBoolean(history.isPresent());
    if (history.isPresent()) {
      out.writeCollection(history.get().events(), CtrWire::writeEvent);
    }
  }

  /** Reads a request. */
  public static CtrRequest readRequest(StreamInput in, int format) throws IOException {
    ModelChoice choice = readChoice(in, format);
    Ranking ranking = readRanking(in);
    Optional<String> queryText = Optional.ofNullable(in.readOptionalString());
    ServingOptions serving = readServing(in, format);
    Optional<String> id = Optional.ofNullable(in.readOptionalString());
    Optional<String> profile = Optional.ofNullable(in.readOptionalString());
    Optional<BehaviorSequence> history =
        in.readBoolean()
            ? Optional.of(new BehaviorSequence(in.readCollectionAsList(CtrWire::readEvent)))
            : Optional.empty();
    return new CtrRequest(choice, new UserInput(id, history, profile), ranking, queryText, serving);
  }

  private static void writeChoice(StreamOutput out, ModelChoice choice, int format)
      throws IOException {
    out.writeString(choice.model());
    if (format < WireFormat.EXPERIMENTS) {
      return;
    }
    out.writeBoolean(choice.named());
    if (choice.named()) {
      return;
    }
    ExperimentInput experiment = choice.experiment();
    out.writeOptionalString(experiment.name().orElse(null));
    out.writeOptionalString(experiment.arm().orElse(null));
    out.writeOptionalString(experiment.unit().orElse(null));
    out.writeBoolean(experiment.refused());
    out.writeBoolean(choice.assignment().isPresent());
    if (choice.assignment().isPresent()) {
      out.writeString(choice.assignment().get().experiment());
      out.writeString(choice.assignment().get().arm());
      out.writeBoolean(choice.assignment().get().forced());
    }
    if (format >= WireFormat.BINDINGS) {
      out.writeString(choice.binding());
    }
  }

  private static ModelChoice readChoice(StreamInput in, int format) throws IOException {
    String model = in.readString();
    if (format < WireFormat.EXPERIMENTS || in.readBoolean()) {
      return ModelChoice.named(model);
    }
    ExperimentInput experiment =
        new ExperimentInput(
            Optional.ofNullable(in.readOptionalString()),
            Optional.ofNullable(in.readOptionalString()),
            Optional.ofNullable(in.readOptionalString()),
            in.readBoolean());
    Optional<Assignment> assignment =
        in.readBoolean()
            ? Optional.of(new Assignment(in.readString(), in.readString(), in.readBoolean()))
            : Optional.empty();
    String binding = format >= WireFormat.BINDINGS ? in.readString() : "";
    return new ModelChoice(model, false, experiment, assignment, List.of(), binding);
  }

  private static void writeRanking(StreamOutput out, Ranking ranking) throws IOException {
    out.writeEnum(ranking.formula().rankBy());
    out.writeDouble(ranking.formula().alpha());
    out.writeDouble(ranking.formula().firstPassWeight());
    out.writeDouble(ranking.formula().minEcpm());
    out.writeOptionalString(ranking.bidField().orElse(null));
  }

  private static Ranking readRanking(StreamInput in) throws IOException {
    ScoreFormula formula =
        new ScoreFormula(
            in.readEnum(RankBy.class), in.readDouble(), in.readDouble(), in.readDouble());
    return new Ranking(formula, Optional.ofNullable(in.readOptionalString()));
  }

  private static void writeServing(StreamOutput out, ServingOptions serving, int format)
      throws IOException {
    out.writeOptionalVLong(serving.timeout().map(Duration::toNanos).orElse(null));
    out.writeEnum(serving.onFailure());
    out.writeBoolean(serving.shadow());
    if (format >= WireFormat.EXPERIMENTS) {
      out.writeOptionalString(serving.queryId().orElse(null));
    }
  }

  private static ServingOptions readServing(StreamInput in, int format) throws IOException {
    return new ServingOptions(
        Optional.ofNullable(in.readOptionalVLong()).map(Duration::ofNanos),
        in.readEnum(OnFailure.class),
        in.readBoolean(),
        format < WireFormat.EXPERIMENTS
            ? Optional.empty()
            : Optional.ofNullable(in.readOptionalString()));
  }

  private static void writeEvent(StreamOutput out, BehaviorEvent event) throws IOException {
    out.writeString(event.item());
    out.writeZLong(event.timestamp());
    out.writeString(event.type());
  }

  private static BehaviorEvent readEvent(StreamInput in) throws IOException {
    return new BehaviorEvent(in.readString(), in.readZLong(), in.readString());
  }

  /** Writes what the coordinator resolved, null included, in a format. */
  public static void writeResolution(StreamOutput out, @Nullable Resolution resolution, int format)
      throws IOException {
    switch (resolution) {
      case null -> out.writeByte(UNRESOLVED);
      case RecallOrder order -> {
        out.writeByte(RECALL_ORDER);
        out.writeEnum(
            order == RecallOrder.BOUND && format < WireFormat.EXPERIMENTS
                ? RecallOrder.NO_MODEL
                : order);
      }
      case ResolvedUser user -> {
        out.writeByte(USER);
        writeUser(out, user, format);
      }
    }
  }

  /** Reads what the coordinator resolved, null if it was nothing. */
  public static @Nullable Resolution readResolution(StreamInput in, int format) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case UNRESOLVED -> null;
      case RECALL_ORDER -> in.readEnum(RecallOrder.class);
      case USER -> readUser(in, format);
      default -> throw new IllegalStateException("resolution of unknown kind [" + kind + "]");
    };
  }

  private static void writeUser(StreamOutput out, ResolvedUser user, int format)
      throws IOException {
    out.writeString(user.resolution());
    out.writeString(user.model().id());
    out.writeString(user.model().digest());
    out.writeBoolean(user.model().uploaded());
    out.writeDouble(user.model().baseRate());
    out.writeCollection(user.context().history(), CtrWire::writeItem);
    writeVector(out, user.context().userVector());
    if (format >= WireFormat.QUERIES) {
      writeVector(out, user.context().queryVector());
    }
    writeRemaining(out, user.remaining(), format);
    out.writeBoolean(user.historyIsSecret());
    out.writeCollection(user.degradations(), StreamOutput::writeEnum);
  }

  /** Rounded up: a shard that may wait a little is not to be told that it may not wait. */
  private static void writeRemaining(StreamOutput out, Duration remaining, int format)
      throws IOException {
    out.writeVLong(
        format >= WireFormat.MICROSECONDS
            ? remaining.plusNanos(999).dividedBy(MICROSECOND)
            : remaining.plusNanos(999_999).toMillis());
  }

  private static Duration readRemaining(StreamInput in, int format) throws IOException {
    return format >= WireFormat.MICROSECONDS
        ? MICROSECOND.multipliedBy(in.readVLong())
        : Duration.ofMillis(in.readVLong());
  }

  private static ResolvedUser readUser(StreamInput in, int format) throws IOException {
    String resolution = in.readString();
    PinnedModel model =
        new PinnedModel(in.readString(), in.readString(), in.readBoolean(), in.readDouble());
    UserContext context =
        new UserContext(
            in.readCollectionAsList(CtrWire::readItem),
            readVector(in),
            format >= WireFormat.QUERIES ? readVector(in) : null);
    return new ResolvedUser(
        resolution,
        model,
        context,
        readRemaining(in, format),
        in.readBoolean(),
        in.readCollectionAsSet(stream -> stream.readEnum(Degradation.class)));
  }

  private static void writeItem(StreamOutput out, HistoryItem item) throws IOException {
    out.writeString(item.item());
    out.writeVInt(item.itemRow());
    out.writeVInt(item.type());
    writeVector(out, item.vector());
  }

  private static HistoryItem readItem(StreamInput in) throws IOException {
    return new HistoryItem(in.readString(), in.readVInt(), in.readVInt(), readVector(in));
  }

  /** Half-precision bits; length 0 stands for no vector. */
  private static void writeVector(StreamOutput out, short @Nullable [] vector) throws IOException {
    if (vector == null) {
      out.writeVInt(0);
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * Short.BYTES);
    bytes.asShortBuffer().put(vector);
    out.writeVInt(vector.length);
    out.writeBytes(bytes.array());
  }

  private static short @Nullable [] readVector(StreamInput in) throws IOException {
    int length = in.readVInt();
    if (length == 0) {
      return null;
    }
    byte[] bytes = new byte[length * Short.BYTES];
    in.readBytes(bytes, 0, bytes.length);
    short[] vector = new short[length];
    ByteBuffer.wrap(bytes).asShortBuffer().get(vector);
    return vector;
  }
}
