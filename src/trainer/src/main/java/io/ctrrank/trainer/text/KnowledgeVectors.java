package io.ctrrank.trainer.text;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.Catalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Pooled encoder vectors of the knowledge phrases of a catalogue: one of each item, or one for each
 * of several kinds of phrases. The arrays are shared, not copied; nobody may change them.
 *
 * @param items vectors of each item's phrases by catalogue index, side by side, all 0 for items
 *     without any, {@code [catalogue][count * dimension]}
 * @param digest SHA-256 over the phrases
 */
public record KnowledgeVectors(float[][] items, String digest) {
  private static final int MOST_TOKENS = 64;

  public KnowledgeVectors {
    requireNonNull(digest, "digest is null");
  }

  /**
   * Encodes the phrases of each item as one text, joined by commas.
   *
   * @param vectorizer the encoder
   * @param dimension its width
   * @param catalogue all items
   * @param phrases by item id
   */
  public static KnowledgeVectors of(
      TextVectorizer vectorizer,
      int dimension,
      Catalogue catalogue,
      Map<String, List<String>> phrases)
      throws IOException {
    List<Integer> indices = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    for (int index = 0; index < catalogue.size(); index++) {
      String text = String.join(", ", phrases.getOrDefault(catalogue.item(index).id(), List.of()));
      all.append(text).append('\n');
      if (!text.isEmpty()) {
        indices.add(index);
        texts.add(text);
      }
    }
    float[][] encoded = vectorizer.vectors(List.of(new TextGroup(texts, MOST_TOKENS))).getFirst();
    float[][] items = new float[catalogue.size()][dimension];
    for (int i = 0; i < encoded.length; i++) {
      items[indices.get(i)] = encoded[i];
    }
    return new KnowledgeVectors(items, sha256(all.toString()));
  }

  /**
   * Vectors of several kinds of phrases of one catalogue, each a vector of its own; one or more.
   */
  public static KnowledgeVectors sideBySide(List<KnowledgeVectors> kinds) {
    if (kinds.size() == 1) {
      return kinds.getFirst();
    }
    float[][] items = new float[kinds.getFirst().items().length][];
    for (int i = 0; i < items.length; i++) {
      int item = i;
      items[i] =
          kinds.stream()
              .map(kind -> kind.items()[item])
              .reduce(new float[0], KnowledgeVectors::joined);
    }
    String digests = String.join("", kinds.stream().map(KnowledgeVectors::digest).toList());
    return new KnowledgeVectors(items, sha256(digests));
  }

  private static float[] joined(float[] left, float[] right) {
    float[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  private static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Width of all vectors of an item together; 0 for an empty catalogue. */
  public int width() {
    return items.length == 0 ? 0 : items[0].length;
  }
}
