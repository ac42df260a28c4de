package io.ctrrank.plugin.vector;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.elasticsearch.index.mapper.SeqNoFieldMapper;
import org.elasticsearch.index.mapper.VersionFieldMapper;
import org.elasticsearch.index.seqno.SequenceNumbers;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;

/**
 * What the texts that a model reads in one index are told apart by. Where the index has
 * fingerprints and they cover all fields of the model's texts, those; they change with the text and
 * with nothing else. For other indices and for documents without one, a hash of the write that made
 * the document, which changes with every update. Immutable.
 */
public final class Fingerprints {
  private final List<String> fields;
  private final boolean covered;
  private final WriteFingerprint writes;

  private Fingerprints(List<String> fields, boolean covered, WriteFingerprint writes) {
    this.fields = fields;
    this.covered = covered;
    this.writes = writes;
  }

  /**
   * Fingerprints of the texts that {@code template} makes of the documents of a shard.
   *
   * @param shard its number
   */
  public static Fingerprints of(ItemIndex index, int shard, TextTemplate template) {
    return new Fingerprints(
        template.fields(),
        index.textFields().containsAll(template.fields()),
        WriteFingerprint.ofShard(index.index().getUUID(), shard));
  }

  /** Reads the fingerprints of the documents of one segment, in ascending order of documents. */
  @FunctionalInterface
  public interface Leaf {
    /** Hands the fingerprint of a document over, if there is any way to tell its text. */
    void read(int doc, LongConsumer fingerprint) throws IOException;
  }

  /** Whether the caller may see all of the texts of a segment. */
  public boolean areShown(LeafReader reader) {
    return !HiddenTexts.in(reader, fields);
  }

  /** Opens a segment; where the caller may not see all of the texts, nothing tells them. */
  public Leaf open(LeafReaderContext leaf) throws IOException {
    LeafReader reader = leaf.reader();
    if (!areShown(reader)) {
      return (doc, fingerprint) -> {};
    }
    NumericDocValues hashes =
        covered ? reader.getNumericDocValues(FingerprintFieldMapper.NAME) : null;
    Leaf byWrite = new ByWrite(writes, reader);
    if (hashes == null) {
      return byWrite;
    }
    return (doc, fingerprint) -> {
      if (hashes.advanceExact(doc)) {
        fingerprint.accept(hashes.longValue());
      } else {
        byWrite.read(doc, fingerprint);
      }
    };
  }

  /**
   * The fingerprint of a document that a search found, with its version, sequence number and
   * primary term.
   *
   * @param stored what the document has in {@code _ctr_fingerprint}, null when nothing
   */
  public long of(@Nullable Long stored, SearchHit hit) {
    if (covered && stored != null) {
      return stored;
    }
    return hit.getSeqNo() == SequenceNumbers.UNASSIGNED_SEQ_NO
        ? writes.ofVersion(hit.getVersion())
        : writes.of(hit.getSeqNo(), hit.getPrimaryTerm());
  }

  /** Opens what is written of every write with the first document that needs it. */
  private static final class ByWrite implements Leaf {
    private final WriteFingerprint writes;
    private final LeafReader reader;
    private @Nullable NumericDocValues sequenceNumbers;
    private @Nullable NumericDocValues primaryTerms;
    private @Nullable NumericDocValues versions;
    private boolean opened;

    ByWrite(WriteFingerprint writes, LeafReader reader) {
      this.writes = writes;
      this.reader = reader;
    }

    @Override
    public void read(int doc, LongConsumer fingerprint) throws IOException {
      if (!opened) {
        sequenceNumbers = reader.getNumericDocValues(SeqNoFieldMapper.NAME);
        primaryTerms = reader.getNumericDocValues(SeqNoFieldMapper.PRIMARY_TERM_NAME);
        versions = reader.getNumericDocValues(VersionFieldMapper.NAME);
        opened = true;
      }
      if (sequenceNumbers != null
          && primaryTerms != null
          && sequenceNumbers.advanceExact(doc)
          && primaryTerms.advanceExact(doc)) {
        fingerprint.accept(writes.of(sequenceNumbers.longValue(), primaryTerms.longValue()));
      } else if (versions != null && versions.advanceExact(doc)) {
        fingerprint.accept(writes.ofVersion(versions.longValue()));
      }
    }
  }
}
