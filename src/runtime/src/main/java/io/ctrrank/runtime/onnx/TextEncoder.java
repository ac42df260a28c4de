package io.ctrrank.runtime.onnx;

import static io.ctrrank.runtime.onnx.TensorSpec.ANY;
import static io.ctrrank.runtime.onnx.TensorSpec.float32;
import static io.ctrrank.runtime.onnx.TensorSpec.int64;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.ProfileSchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.encode.VectorEncoder;
import io.ctrrank.runtime.tokenizer.TokenIds;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Text to vectors: tokenizer, {@code encoder.onnx} and the adaptor graphs. Synchronous, batch in,
 * batch out; thread-safe, calls run side by side on their callers' threads.
 *
 * <p>A large call is sorted by length and run in batches of {@link #batchSize}, so little is spent
 * on padding; results come back in the order of the texts.
 */
public final class TextEncoder implements VectorEncoder, AutoCloseable {
  /** More texts at a time are slower on one CPU thread: they no longer fit its cache. */
  private static final int CPU_BATCH = 8;

  /**
   * Larger batches give a tenth more at most, and a text waits four times as long (docs/gpu.md).
   */
  private static final int CUDA_BATCH = 64;

  private static final String HIDDEN_STATES = "hidden_states";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String VECTOR = "vector";

  private final EncoderSession encoder;
  private final boolean ownsEncoder;
  private final Tokenizer tokenizer;
  private final @Nullable Adaptor items;
  private final @Nullable Adaptor users;
  private final int batchSize;
  private final Gate gate;

  /** One way from hidden states to vectors, and how much of a text it reads. */
  private record Adaptor(Graph graph, int dimension, int maxTokens) {}

  private TextEncoder(
      String subject,
      EncoderSession encoder,
      boolean ownsEncoder,
      Tokenizer tokenizer,
      @Nullable Adaptor items,
      @Nullable Adaptor users,
      int batchSize) {
    this.encoder = encoder;
    this.ownsEncoder = ownsEncoder;
    this.tokenizer = tokenizer;
    this.items = items;
    this.users = users;
    this.batchSize = batchSize;
    this.gate = new Gate(subject);
  }

  /**
   * An encoder without adaptors, for {@link #pooled} only. Owns its session.
   *
   * @param encoder {@code encoder.onnx}
   * @param tokenizer {@code tokenizer.json}
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static TextEncoder open(OnnxEngine engine, Path encoder, Path tokenizer)
      throws IOException {
    Tokenizer openTokenizer = Tokenizer.open(tokenizer);
    try {
      EncoderSession session = EncoderSession.open(engine, encoder);
      return new TextEncoder(
          "encoder [" + encoder.getFileName() + "]",
          session,
          true,
          openTokenizer,
          null,
          null,
          usualBatchSize(engine.provider()));
    } catch (IOException | RuntimeException | Error e) {
      openTokenizer.close();
      throw e;
    }
  }

  /**
   * The encoder of a bundle with an {@code embedding}.
   *
   * @param encoder session of the bundle's {@code encoder.onnx}; stays open on {@link #close}
   * @throws BundleException naming the file and what does not fit the manifest
   */
  public static TextEncoder open(EncoderSession encoder, Bundle bundle) throws BundleException {
    return open(encoder, bundle, usualBatchSize(encoder.engine().provider()));
  }

  /**
   * As {@link #open(EncoderSession, Bundle)}, with a batch size other than the device's usual one.
   *
   * @param batchSize most texts of one run, 1 or more
   * @throws BundleException naming the file and what does not fit the manifest
   */
  public static TextEncoder open(EncoderSession encoder, Bundle bundle, int batchSize)
      throws BundleException {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch size is [" + batchSize + "]; expected at least [1]");
    }
    ModelManifest manifest = bundle.manifest();
    EmbeddingManifest embedding = manifest.embedding().orElseThrow();
    int itemTokens = manifest.schema().itemText().orElseThrow().maxTokens();
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      long declared = encoder.declaredDimension();
      if (declared >= 0 && declared != embedding.encoderDimension()) {
        throw new IOException(
            "file ["
                + ModelManifest.ENCODER
                + "] gives hidden states of width ["
                + declared
                + "] but the manifest says [encoder_dimension "
                + embedding.encoderDimension()
                + "]");
      }
      Tokenizer tokenizer = Tokenizer.open(bundle.file(ModelManifest.TOKENIZER));
      opened.add(tokenizer);
      Adaptor items = adaptor(encoder, bundle, ModelManifest.ITEM_ADAPTOR, embedding, itemTokens);
      opened.add(items.graph());
      ProfileSchema profile = manifest.schema().profile().orElse(null);
      Adaptor users =
          profile == null
              ? null
              : adaptor(
                  encoder, bundle, ModelManifest.USER_ADAPTOR, embedding, profile.maxTokens());
      String subject = "model [" + manifest.id() + "]";
      return new TextEncoder(subject, encoder, false, tokenizer, items, users, batchSize);
    } catch (IOException e) {
      closeAll(opened);
      throw new BundleException(manifest.id(), String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      closeAll(opened);
      throw e;
    }
  }

  @Override
  public List<short[]> items(List<String> texts) {
    return adapted(texts, items, ModelManifest.ITEM_ADAPTOR);
  }

  @Override
  public List<short[]> users(List<String> texts) {
    return adapted(texts, users, ModelManifest.USER_ADAPTOR);
  }

  /**
   * One vector a text, without an adaptor.
   *
   * @param maxTokens longer texts are truncated to so many tokens, special tokens included
   * @param pooling how hidden states become a vector
   * @return {@code [texts][encoderDimension]} in the order of {@code texts}
   * @throws IllegalStateException after {@link #close}
   */
  public float[][] pooled(List<String> texts, int maxTokens, Pooling pooling) {
    return encode(texts, maxTokens, states -> List.of(states.pooled(pooling)))
        .toArray(float[][]::new);
  }

  /**
   * Hidden states of the real tokens, special tokens included.
   *
   * @param maxTokens longer texts are truncated to so many tokens, special tokens included
   * @return for each text, in the order of {@code texts}, {@code [tokens * dimension]} row-major
   * @throws IllegalStateException after {@link #close}
   */
  public List<float[]> tokenStates(List<String> texts, int maxTokens) {
    return encode(texts, maxTokens, HiddenStates::tokens);
  }

  /** Most texts of one run. */
  public int batchSize() {
    return batchSize;
  }

  private static int usualBatchSize(Device device) {
    return device.kind() == Device.Kind.CUDA ? CUDA_BATCH : CPU_BATCH;
  }

  /** Waits for calls in flight, then frees what it owns. Idempotent. */
  @Override
  public void close() {
    gate.close(
        () -> {
          tokenizer.close();
          if (items != null) {
            items.graph().close();
          }
          if (users != null) {
            users.graph().close();
          }
          if (ownsEncoder) {
            encoder.close();
          }
        });
  }

  private List<short[]> adapted(List<String> texts, @Nullable Adaptor adaptor, String file) {
    if (adaptor == null) {
      throw new IllegalStateException(
          "encoder has no [" + file + "]; open it from a bundle that has one");
    }
    return encode(texts, adaptor.maxTokens(), states -> adapt(states, adaptor, file));
  }

  private static List<short[]> adapt(HiddenStates states, Adaptor adaptor, String file) {
    Map<String, OnnxTensor> feeds =
        Map.of(HIDDEN_STATES, states.states(), ATTENTION_MASK, states.mask());
    List<short[]> vectors = new ArrayList<>();
    try (OrtSession.Result result = adaptor.graph().run(feeds, VECTOR)) {
      OnnxTensor tensor = (OnnxTensor) result.get(0);
      long[] shape = tensor.getInfo().getShape();
      long[] expected = {states.texts(), adaptor.dimension()};
      if (!Arrays.equals(shape, expected)) {
        throw new IllegalStateException(
            "graph ["
                + file
                + "] gives vectors of shape "
                + Arrays.toString(shape)
                + "; expected [texts, dimension], which are "
                + Arrays.toString(expected));
      }
      FloatBuffer values = tensor.getFloatBuffer();
      float[] vector = new float[adaptor.dimension()];
      while (values.hasRemaining()) {
        values.get(vector);
        vectors.add(Fp16.encode(vector));
      }
    }
    return vectors;
  }

  /** Runs {@code texts} in batches of similar length; {@code read} makes a batch's results. */
  private <T> List<T> encode(
      List<String> texts, int maxTokens, Function<HiddenStates, List<T>> read) {
    gate.enter();
    try {
      List<TokenIds> tokens =
          texts.stream().map(text -> tokenizer.encode(text, maxTokens)).toList();
      int[] byLength =
          IntStream.range(0, tokens.size())
              .boxed()
              .sorted(Comparator.comparingInt(i -> tokens.get(i).length()))
              .mapToInt(Integer::intValue)
              .toArray();
      List<T> sorted = new ArrayList<>(tokens.size());
      for (int start = 0; start < byLength.length; start += batchSize) {
        int end = Math.min(byLength.length, start + batchSize);
        List<TokenIds> batch =
            IntStream.range(start, end).mapToObj(i -> tokens.get(byLength[i])).toList();
        try (HiddenStates states = encoder.run(batch)) {
          sorted.addAll(read.apply(states));
        }
      }
      int[] place = new int[byLength.length];
      for (int i = 0; i < byLength.length; i++) {
        place[byLength[i]] = i;
      }
      return Arrays.stream(place).mapToObj(sorted::get).toList();
    } finally {
      gate.exit();
    }
  }

  private static Adaptor adaptor(
      EncoderSession encoder,
      Bundle bundle,
      String file,
      EmbeddingManifest embedding,
      int maxTokens)
      throws IOException {
    Graph graph =
        Graph.open(
            encoder.engine(),
            bundle.file(file),
            List.of(
                float32(HIDDEN_STATES, ANY, ANY, embedding.encoderDimension()),
                int64(ATTENTION_MASK, ANY, ANY)),
            List.of(float32(VECTOR, ANY, embedding.dimension())));
    return new Adaptor(graph, embedding.dimension(), maxTokens);
  }

  private static void closeAll(List<AutoCloseable> opened) {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close what was opened: " + e.getMessage(), e);
      }
    }
  }
}
