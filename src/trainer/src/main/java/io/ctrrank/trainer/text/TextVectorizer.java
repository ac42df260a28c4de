package io.ctrrank.trainer.text;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Vectors of texts out of the store, and out of the encoder for texts that the store lacks. Encodes
 * in batches on several threads; what is encoded is stored every few hundred texts, so that a run
 * that is stopped loses little. Not thread-safe.
 */
public final class TextVectorizer {
  private final EncoderSource source;
  private final StoredEncoder<float[]> encoder;

  /**
   * @param storeFolder folder of the vector stores
   * @param source the encoder
   * @param threads batches encoded side by side
   * @param listener hears of progress
   */
  public TextVectorizer(
      Path storeFolder, EncoderSource source, int threads, EncodeListener listener) {
    this.source = source;
    this.encoder = new StoredEncoder<>(storeFolder, new Pooled(source), threads, listener);
  }

  /** The vectors of all item and profile texts of a data set. */
  public TextVectors vectors(Dataset dataset) throws IOException {
    FeatureSchema schema = dataset.schema();
    int itemTokens = schema.itemText().orElseThrow().maxTokens();
    int profileTokens = schema.profile().orElseThrow().maxTokens();
    List<TextGroup> all =
        List.of(
            new TextGroup(dataset.itemTexts(), itemTokens),
            new TextGroup(dataset.profileTexts(), profileTokens));
    List<float[][]> vectors = vectors(all);
    return new TextVectors(source.dimension(), vectors.get(0), vectors.get(1));
  }

  /** The vectors of each group of texts, in order. */
  public List<float[][]> vectors(List<TextGroup> groups) throws IOException {
    return encoder.values(groups).stream().map(all -> all.toArray(float[][]::new)).toList();
  }

  /** A source of pooled vectors as the store asks for it. */
  private record Pooled(EncoderSource source) implements StoredEncoder.Source<float[]> {
    @Override
    public String space() {
      return source.space();
    }

    @Override
    public PackFormat<float[]> format() {
      return new VectorFormat(source.dimension());
    }

    @Override
    public StoredEncoder.Batches<float[]> open() throws IOException {
      PooledEncoder encoder = source.open();
      return new StoredEncoder.Batches<>() {
        @Override
        public List<float[]> encode(List<String> texts, int maxTokens) {
          return List.of(encoder.pooled(texts, maxTokens));
        }

        @Override
        public void close() {
          encoder.close();
        }
      };
    }
  }
}
