package io.ctrrank.trainer.text;

/**
 * Pooled encoder vectors of a data set's texts, before any adaptor. The arrays are shared, not
 * copied; nobody may change them.
 */
public final class TextVectors {
  private final int dimension;
  private final float[][] items;
  private final float[][] profiles;
  private final float[][] queries;
  private final float[][] searches;

  /**
   * @param dimension width of each vector, the encoder's
   * @param items vector of each item by catalogue index, {@code [catalogue][dimension]}
   * @param profiles vector of each profile text by index, {@code [profiles][dimension]}
   */
  public TextVectors(int dimension, float[][] items, float[][] profiles) {
    this(dimension, items, profiles, new float[0][], new float[0][]);
  }

  private TextVectors(
      int dimension, float[][] items, float[][] profiles, float[][] queries, float[][] searches) {
    this.dimension = dimension;
    this.items = items;
    this.profiles = profiles;
    this.queries = queries;
    this.searches = searches;
    requireWidth("item", items);
    requireWidth("profile", profiles);
    requireWidth("query", queries);
    requireWidth("search", searches);
  }

  /**
   * These vectors with those of what stands in for queries.
   *
   * @param vectors vector of each query text by number, {@code [queries][dimension]}
   */
  public TextVectors withQueries(float[][] vectors) {
    return new TextVectors(dimension, items, profiles, vectors, searches);
  }

  /**
   * These vectors with those of what users asked.
   *
   * @param vectors vector of each text of a search by index, {@code [searches][dimension]}
   */
  public TextVectors withSearches(float[][] vectors) {
    return new TextVectors(dimension, items, profiles, queries, vectors);
  }

  private void requireWidth(String kind, float[][] vectors) {
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length != dimension) {
        throw new IllegalArgumentException(
            kind
                + " vector ["
                + i
                + "] has ["
                + vectors[i].length
                + "] components; expected ["
                + dimension
                + "]");
      }
    }
  }

  /** Width of each vector. */
  public int dimension() {
    return dimension;
  }

  /** Vector of each item, by catalogue index. */
  public float[][] items() {
    return items;
  }

  /** Vector of each profile text, by index. */
  public float[][] profiles() {
    return profiles;
  }

  /** Vector of each stand-in for a query by number; empty for models that read none. */
  public float[][] queries() {
    return queries;
  }

  /** Vector of each text of a search by index; empty for models that read none. */
  public float[][] searches() {
    return searches;
  }
}
