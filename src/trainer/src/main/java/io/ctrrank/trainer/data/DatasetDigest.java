package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.dataset.Split;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * SHA-256 over everything a data set is made of, value after value: the whole text would be longer
 * than a string may be for a log of some ten million impressions.
 */
final class DatasetDigest {
  private DatasetDigest() {}

  static String of(Catalogue catalogue, Split split, int historyLength) {
    Stream<List<String>> head =
        Stream.of(
            List.of(String.valueOf(historyLength)),
            // Digests of films and books are in checkpoints that were made before there were other
            // fields.
            catalogue.fields().equals(ItemFields.FILMS)
                ? List.of()
                : List.of(catalogue.fields().toString()));
    Stream<List<String>> items = catalogue.items().stream().flatMap(DatasetDigest::lines);
    Stream<List<String>> rows =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMap(List::stream)
            .flatMap(DatasetDigest::lines);
    Stream<List<String>> lines =
        Stream.of(head.filter(line -> !line.isEmpty()), items, rows).flatMap(part -> part);
    try (InputStream bytes = new Lines(lines.iterator())) {
      return Sha256.of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("lines in memory cannot be read", e);
    }
  }

  private static Stream<List<String>> lines(Item item) {
    return Stream.of(
        List.of(item.id(), item.title(), item.overview(), String.valueOf(item.number())),
        item.categories());
  }

  private static Stream<List<String>> lines(Impression row) {
    List<String> line =
        List.of(row.user(), row.item(), row.type(), row.timestamp() + "/" + row.click());
    String query = row.query();
    // Likewise: a row without a query is what it was before rows had any.
    return query == null ? Stream.of(line) : Stream.of(line, List.of("query", query));
  }

  /** Lines as bytes, one in memory at a time. */
  private static final class Lines extends InputStream {
    private final Iterator<List<String>> lines;
    private byte[] line = new byte[0];
    private int next;

    Lines(Iterator<List<String>> lines) {
      this.lines = lines;
    }

    @Override
    public int read() {
      return fill() ? line[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      int read = 0;
      while (read < length && fill()) {
        int some = Math.min(length - read, line.length - next);
        System.arraycopy(line, next, target, offset + read, some);
        next += some;
        read += some;
      }
      return read == 0 && length > 0 ? -1 : read;
    }

    /** Whether there is a byte to read. */
    private boolean fill() {
      while (next == line.length) {
        if (!lines.hasNext()) {
          return false;
        }
        line = bytes(lines.next());
        next = 0;
      }
      return true;
    }

    /** The length before each value keeps values apart, whatever they hold. */
    private static byte[] bytes(List<String> values) {
      StringBuilder text = new StringBuilder();
      for (String value : values) {
        text.append(value.length()).append(':').append(value);
      }
      return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
