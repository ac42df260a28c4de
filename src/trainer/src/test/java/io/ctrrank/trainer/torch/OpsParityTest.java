package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.network.Cosines;
import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Parameter.Role;
import io.ctrrank.trainer.network.Parameters;
import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.onnx.OnnxOps;
import io.ctrrank.trainer.onnx.WindowOps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation computes in ONNX Runtime what it computes in libtorch. */
final class OpsParityTest {
  private static final int A = 3;
  private static final int B = 7;
  private static final int C = 5;

  /** An operation over a float {@code [1, A, B]} x and int64 {@code [1, B]} rows. */
  private interface Case {
    <V> V apply(Ops<V> ops, V x, V rows);
  }

  private record Named(String name, Case operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Parameters PARAMETERS = new Parameters(3);
  private static final Parameter MATRIX = PARAMETERS.normal("matrix", Role.DENSE, 1, B, C);
  private static final Parameter VECTOR = PARAMETERS.normal("vector", Role.DENSE, 1, C);
  private static final Parameter TABLE = PARAMETERS.normal("table", Role.EMBEDDING, 1, 9, 4);
  private static final Parameter STATISTICS =
      PARAMETERS.values(
          "statistics",
          Role.STATISTIC,
          new float[] {.1f, .2f, -.3f, 0, 1, 2, .5f, 1, .4f, 2, .1f, 1, 1, 3},
          2,
          B);
  private static final Parameter PAIR_TARGET =
      PARAMETERS.normal("pair_target", Role.DENSE, 1, B, 2);
  private static final Parameter PAIR_PRODUCT =
      PARAMETERS.normal("pair_product", Role.DENSE, 1, B, 2);
  private static final Parameter PAIR_HISTORY =
      PARAMETERS.normal("pair_history", Role.DENSE, 1, B + 2, 2);
  private static final Parameter PAIR_BIAS = PARAMETERS.normal("pair_bias", Role.DENSE, 1, 2);
  private static final Parameter PAIR_STATISTICS =
      PARAMETERS.values(
          "pair_statistics", Role.STATISTIC, new float[] {.1f, -.2f, 1.5f, .7f}, 2, 2);
  private static final Parameter PAIR_ALPHA =
      PARAMETERS.values("pair_alpha", Role.BIAS, new float[] {.3f, -.1f}, 2);
  private static final Parameter PAIR_OUT = PARAMETERS.normal("pair_out", Role.DENSE, 1, 2, 1);
  private static final Parameter ONE = PARAMETERS.values("one", Role.BIAS, new float[] {.7f}, 1);
  private static final Parameter VALID =
      PARAMETERS.values("valid", Role.CONSTANT, new float[] {1, 0, 1}, A);
  private static final Parameter NONE = PARAMETERS.values("none", Role.CONSTANT, new float[A], A);
  private static final Parameter KEY = PARAMETERS.normal("key", Role.DENSE, 1, C, B + 2);
  private static final Parameter VALUE = PARAMETERS.normal("value", Role.DENSE, 1, B + 2, C);
  private static final Parameter CENTERS =
      PARAMETERS.values("centers", Role.CONSTANT, new float[] {-1, 0, .5f, 2}, 4, 1);
  private static final Parameter WIDE_CENTERS =
      PARAMETERS.values("wide_centers", Role.CONSTANT, new float[] {-7, 7}, 2, 1);
  private static final Parameter OTHER = PARAMETERS.normal("other", Role.DENSE, 1, B, C);
  private static final Parameter OTHER_KEY =
      PARAMETERS.normal("other_key", Role.DENSE, 1, C, B + 2);
  private static final Parameter STEEP = PARAMETERS.filled("steep", Role.BIAS, 20, 1);
  private static final Parameter TOO_STEEP = PARAMETERS.filled("too_steep", Role.BIAS, 50, 1);
  private static final Parameter TYPES =
      PARAMETERS.values("types", Role.CONSTANT, new float[] {0, 1, 1, 0, 1, 0}, A, 2);
  private static final Parameter FIRST = PARAMETERS.normal("first", Role.DENSE, 1, C, B);
  private static final Parameter SEVEN = PARAMETERS.normal("seven", Role.DENSE, 1, B);
  private static final Parameter KNOWN = PARAMETERS.normal("known", Role.DENSE, 1, A, 2);

  private static Stream<Named> operations() {
    return Stream.of(
        named("arithmetic", new Arithmetic()),
        named("functions", new Functions()),
        named("shapes", new Shapes()),
        named("integers", new Integers()),
        named("products", new Products()),
        named("normalisation", new Normalisation()),
        named("topMask", new TopMask()),
        named("pairs", new Pairs()),
        named("attend", new Attend()),
        named("kernelSums", new Kernels()),
        named("shares", new Shares()),
        named("similar", new Both()),
        named("replaced", new Replaced()),
        named("sumOfTop", new SumOfTop()),
        named("meanOfRows", new MeanOfRows()),
        named("mlp", new Layers()),
        named("half", new Half()));
  }

  private static Named named(String name, Case operation) {
    return new Named(name, operation);
  }

  /** What a user has: parameters have no axis of users. */
  private static <V> V user(Ops<V> ops, Parameter parameter) {
    return ops.unsqueeze(ops.parameter(parameter), 0);
  }

  private static final class Arithmetic implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V y = ops.divide(ops.add(x, ops.constant(2)), ops.atLeast(x, 0.5));
      return ops.subtract(ops.multiply(y, x), ops.constant(0.25));
    }
  }

  private static final class Functions implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V positive = ops.exp(x);
      return ops.concat(
          -1,
          List.of(
              positive,
              ops.log(positive),
              ops.sqrt(positive),
              ops.sigmoid(x),
              ops.relu(x),
              ops.gelu(x),
              ops.softmax(x)));
    }
  }

  private static final class Shapes implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V swapped = ops.transpose(x);
      V sum = ops.sum(ops.unsqueeze(swapped, 1), -1, true);
      V flat = ops.reshape(ops.squeeze(sum, 1), 0, 1, -1);
      V some = ops.sum(ops.columns(x, 2, 5), 2, false);
      return ops.add(ops.add(ops.sum(x, 2, false), some), ops.sum(flat, 2, false));
    }
  }

  private static final class Integers implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V gathered = ops.gather(ops.parameter(TABLE), rows);
      V first = ops.firstRows(ops.parameter(TABLE), rows);
      V present = ops.unsqueeze(ops.differs(rows, 0), -1);
      return ops.select(present, ops.add(gathered, first), ops.constant(-7));
    }
  }

  private static final class Products implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V linear = ops.linear(x, ops.parameter(MATRIX), ops.parameter(VECTOR));
      V sum = ops.add(linear, ops.matmul(x, ops.parameter(MATRIX)));
      V scaled = ops.scaledProducts(x, x, ops.columns(x, 0, 1));
      return ops.concat(-1, List.of(sum, scaled));
    }
  }

  private static final class Normalisation implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      return ops.add(ops.normalizeLast(x, 1e-5), ops.dropout(ops.standardize(x, STATISTICS), 0.9));
    }
  }

  private static final class TopMask implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      // Signs alone: many ties, of which the first must count.
      V signs = ops.divide(x, ops.sqrt(ops.multiply(x, x)));
      return ops.add(ops.topMask(x, 3), ops.multiply(ops.topMask(signs, 4), ops.constant(10)));
    }
  }

  private static final class Pairs implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      Ops.PairLayer layer =
          new Ops.PairLayer(
              PAIR_TARGET,
              new Ops.Layer(PAIR_HISTORY, PAIR_BIAS),
              PAIR_PRODUCT,
              PAIR_STATISTICS,
              PAIR_ALPHA,
              new Ops.Layer(PAIR_OUT, ONE));
      V history = ops.multiply(x, ops.constant(0.5));
      V known = user(ops, KNOWN);
      return ops.concat(
          -1,
          List.of(
              ops.pairs(x, history, known, layer, user(ops, VALID)),
              ops.interest(x, history, known, layer, user(ops, VALID)),
              ops.interest(x, history, known, layer, user(ops, NONE))));
    }
  }

  private static final class Attend implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      List<Ops.AttentionHead> heads =
          List.of(
              new Ops.AttentionHead(new Ops.Layer(MATRIX, VECTOR), KEY, VALUE, 2),
              new Ops.AttentionHead(new Ops.Layer(OTHER, VECTOR), OTHER_KEY, VALUE, 2));
      V known = user(ops, KNOWN);
      V some = ops.unsqueeze(user(ops, VALID), 1);
      V none = ops.unsqueeze(user(ops, NONE), 1);
      List<Ops.AttentionHead> one = heads.subList(1, 2);
      return ops.concat(
          -1,
          List.of(
              ops.attend(x, x, known, heads, some),
              ops.attend(x, x, known, heads, none),
              ops.attend(x, x, known, one, some),
              ops.attend(x, x, known, one, none)));
    }
  }

  private static final class Kernels implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V products = ops.matmul(x, ops.transpose(x));
      V sums = ops.kernelSums(products, 0.5, CENTERS, user(ops, KNOWN));
      V wide = ops.kernelSums(products, 0.5, WIDE_CENTERS, user(ops, KNOWN));
      return ops.concat(-1, List.of(ops.reshape(sums, 0, 0, 8), ops.reshape(wide, 0, 0, 4)));
    }
  }

  private static final class Shares implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V unit = ops.multiply(x, Cosines.inverseLengths(ops, x));
      V cosines = ops.matmul(unit, ops.transpose(unit));
      V valid = user(ops, VALID);
      V types = ops.multiply(user(ops, TYPES), ops.unsqueeze(valid, -1));
      V none = ops.multiply(types, ops.constant(0));
      return ops.concat(
          -1,
          List.of(
              ops.shares(cosines, List.of(ONE, STEEP), valid, types),
              ops.shares(cosines, List.of(ONE, TOO_STEEP), valid, types),
              ops.shares(cosines, List.of(STEEP), user(ops, NONE), none)));
    }
  }

  private static final class Both implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V unit = ops.multiply(x, Cosines.inverseLengths(ops, x));
      V cosines = ops.scaledProducts(unit, x, Cosines.inverseLengths(ops, x));
      return ops.concat(
          -1,
          List.of(
              all(ops, cosines, CENTERS, List.of(ONE, STEEP), VALID),
              all(ops, cosines, CENTERS, List.of(STEEP), NONE),
              all(ops, cosines, CENTERS, List.of(TOO_STEEP), VALID),
              all(ops, cosines, WIDE_CENTERS, List.of(STEEP), VALID)));
    }

    private static <V> V all(
        Ops<V> ops, V cosines, Parameter centers, List<Parameter> inverse, Parameter valid) {
      V counted = user(ops, valid);
      V types = ops.multiply(user(ops, TYPES), ops.unsqueeze(counted, -1));
      Ops.Kernels kernels = new Ops.Kernels(0.5, centers, inverse, 2);
      Ops.Similar<V> similar = ops.similar(cosines, kernels, counted, types);
      return ops.concat(-1, List.of(similar.sums(), similar.shares()));
    }
  }

  private static final class Replaced implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V flag = ops.unsqueeze(user(ops, VALID), -1);
      V zeros = ops.multiply(x, ops.subtract(ops.constant(1), flag));
      return ops.replaced(zeros, flag, SEVEN);
    }
  }

  private static final class SumOfTop implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V unit = ops.multiply(x, Cosines.inverseLengths(ops, x));
      V products = ops.scaledProducts(unit, x, Cosines.inverseLengths(ops, x));
      V ties = ops.multiply(products, ops.constant(0));
      return ops.concat(
          -1,
          List.of(
              ops.sumOfTop(products, 2, user(ops, VALID), x, B),
              ops.sumOfTop(ties, 1, user(ops, VALID), x, B),
              ops.sumOfTop(products, 3, user(ops, VALID), x, B),
              ops.sumOfTop(products, 3, user(ops, NONE), x, B)));
    }
  }

  private static final class MeanOfRows implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      V padded = ops.meanOfRows(TABLE, ops.unsqueeze(rows, 1), 0, B);
      V unknown = ops.meanOfRows(TABLE, ops.unsqueeze(rows, 1), 3, 0);
      V nothing = ops.meanOfRows(TABLE, ops.unsqueeze(rows, -1), 0, 1);
      return ops.concat(1, List.of(padded, unknown, nothing));
    }
  }

  private static final class Layers implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      Ops.UserPart<V> user =
          new Ops.UserPart<>(
              ops.columns(ops.sum(x, 1, true), 0, B),
              Optional.of(STATISTICS),
              new Ops.Layer(OTHER, VECTOR));
      Ops.UserPart<V> asItIs = new Ops.UserPart<>(user.features(), Optional.empty(), user.layer());
      List<Ops.Layer> others = List.of(new Ops.Layer(FIRST, SEVEN), new Ops.Layer(MATRIX, VECTOR));
      V standardized =
          ops.mlp(x, new Ops.Mlp<>(Optional.of(STATISTICS), MATRIX, user, others, 0.5));
      V plain = ops.mlp(x, new Ops.Mlp<>(Optional.empty(), MATRIX, asItIs, List.of(), 0));
      return ops.concat(-1, List.of(standardized, plain));
    }
  }

  private static final class Half implements Case {
    @Override
    public <V> V apply(Ops<V> ops, V x, V rows) {
      return ops.roundToHalf(x);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operation_randomValues_isTheSameInAll(Named operation) throws OrtException {
    long seed = System.nanoTime();
    System.out.println(operation + " seed " + seed);
    Random random = new Random(seed);
    float[] x = new float[A * B];
    long[] rows = new long[B];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(9);
    }

    float[] expected = onTorch(operation.operation(), x, rows);

    for (Form form : Form.values()) {
      float[] actual = onOnnxRuntime(operation.operation(), form, x, rows);
      assertThat(actual).as(form.name()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        double allowed = 1e-5 * Math.max(1, Math.abs(expected[i]));
        assertThat((double) actual[i])
            .as(form + " value " + i)
            .isCloseTo(expected[i], within(allowed));
      }
    }
  }

  private static float[] onTorch(Case operation, float[] x, long[] rows) {
    try (Weights weights = new Weights(PARAMETERS.list());
        PointerScope scope = new PointerScope()) {
      Tensor result =
          operation
              .apply(
                  TorchOps.evaluation(weights),
                  Tensor.create(x, 1, A, B),
                  Tensor.create(rows, 1, B))
              .contiguous();
      float[] values = new float[Math.toIntExact(result.numel())];
      result.data_ptr_float().get(values);
      return values;
    }
  }

  private static float[] onOnnxRuntime(Case operation, Form form, float[] x, long[] rows)
      throws OrtException {
    GraphBuilder graph = new GraphBuilder("case");
    List<Size> users = form.users.length == 0 ? List.of() : List.of(Size.of(1));
    Ops<Value> ops = form.ops.apply(graph);
    Value xValue = graph.input("x", Element.FLOAT, sizes(users, Size.named("a"), Size.of(B)));
    Value rowsValue = graph.input("rows", Element.INT64, sizes(users, Size.named("b")));
    Value used = ops.sum(ops.unsqueeze(ops.differs(rowsValue, 99), -1), 1, false);
    // Both inputs must be used in every case.
    Value both = ops.multiply(operation.apply(ops, xValue, rowsValue), used);
    graph.output("y", ops.divide(both, ops.constant(B)), Element.FLOAT);
    try (OnnxRun run = new OnnxRun(graph.build())) {
      return run.run(
          Map.of(
              "x", new OnnxRun.Input(x, form.shape(A, B)),
              "rows", new OnnxRun.Input(rows, form.shape(B))));
    }
  }

  private static Size[] sizes(List<Size> users, Size... own) {
    return Stream.concat(users.stream(), Stream.of(own)).toArray(Size[]::new);
  }

  /** How a graph writes operations. */
  private enum Form {
    /** As they are. */
    PLAIN(graph -> new OnnxOps(graph, Parameter::initial), 1),

    /** For one user, whose axis is not there. */
    WINDOW(graph -> new WindowOps(graph, Parameter::initial));

    private final Function<GraphBuilder, Ops<Value>> ops;
    private final long[] users;

    Form(Function<GraphBuilder, Ops<Value>> ops, long... users) {
      this.ops = ops;
      this.users = users;
    }

    long[] shape(long... own) {
      return LongStream.concat(LongStream.of(users), LongStream.of(own)).toArray();
    }
  }
}
