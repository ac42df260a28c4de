package io.ctrrank.plugin.vector;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.elasticsearch.index.mapper.VersionFieldMapper;
import org.jspecify.annotations.Nullable;

/**
 * What the texts that a model reads in one index are told apart by. Where the index has
 * fingerprints and they cover all fields of the model's texts, those; they change with the text and
 * with nothing else. For other indices and for documents without one, a hash of index UUID and
 * {@code _version}, which changes with every update. Immutable.
 */
public final class Fingerprints {
  private final boolean covered;
  private final VersionFingerprint versions;

  private Fingerprints(boolean covered, VersionFingerprint versions) {
    this.covered = covered;
    this.versions = versions;
  }

  /** Fingerprints of the texts that {@code template} makes of the documents of an index. */
  public static Fingerprints of(ItemIndex index, TextTemplate template) {
    return new Fingerprints(
        index.textFields().containsAll(template.fields()),
        VersionFingerprint.ofIndex(index.index().getUUID()));
  }

  /** Reads the fingerprints of the documents of one segment, in ascending order of documents. */
  @FunctionalInterface
  public interface Leaf {
    /** Hands the fingerprint of a document over, if there is any way to tell its text. */
    void read(int doc, LongConsumer fingerprint) throws IOException;
  }

  /** Opens a segment. */
  public Leaf open(LeafReaderContext leaf) throws IOException {
    LeafReader reader = leaf.reader();
    NumericDocValues hashes =
        covered ? reader.getNumericDocValues(FingerprintFieldMapper.NAME) : null;
    Leaf byVersion = new ByVersion(versions, reader);
    if (hashes == null) {
      return byVersion;
    }
    return (doc, fingerprint) -> {
      if (hashes.advanceExact(doc)) {
        fingerprint.accept(hashes.longValue());
      } else {
        byVersion.read(doc, fingerprint);
      }
    };
  }

  /**
   * The fingerprint of a document that a search found.
   *
   * @param stored what the document has in {@code _ctr_fingerprint}, null when nothing
   * @param version its {@code _version}
   */
  public long of(@Nullable Long stored, long version) {
    return covered && stored != null ? stored : versions.ofVersion(version);
  }

  /** Opens {@code _version} with the first document that needs it. */
  private static final class ByVersion implements Leaf {
    private final VersionFingerprint versions;
    private final LeafReader reader;
    private @Nullable NumericDocValues values;
    private boolean opened;

    ByVersion(VersionFingerprint versions, LeafReader reader) {
      this.versions = versions;
      this.reader = reader;
    }

    @Override
    public void read(int doc, LongConsumer fingerprint) throws IOException {
      if (!opened) {
        values = reader.getNumericDocValues(VersionFieldMapper.NAME);
        opened = true;
      }
      if (values != null && values.advanceExact(doc)) {
        fingerprint.accept(versions.ofVersion(values.longValue()));
      }
    }
  }
}
