package io.ctrrank.plugin.testing;

import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** As much of a segment as a caller is shown, under the segment's identity. */
public final class ShownSegment extends FilterLeafReader {
  private final @Nullable Bits live;
  private final FieldInfos fields;

  public ShownSegment(LeafReader all, @Nullable Bits live, FieldInfos fields) {
    super(all);
    this.live = live;
    this.fields = fields;
  }

  /** All documents, none of their fields. */
  public static ShownSegment withoutFields(LeafReader all) {
    return new ShownSegment(all, all.getLiveDocs(), FieldInfos.EMPTY);
  }

  @Override
  public @Nullable Bits getLiveDocs() {
    return live;
  }

  @Override
  public FieldInfos getFieldInfos() {
    return fields;
  }

  @Override
  public CacheHelper getCoreCacheHelper() {
    return in.getCoreCacheHelper();
  }

  @Override
  public CacheHelper getReaderCacheHelper() {
    return in.getReaderCacheHelper();
  }
}
