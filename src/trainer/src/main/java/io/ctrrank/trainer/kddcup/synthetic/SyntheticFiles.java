package io.ctrrank.trainer.kddcup.synthetic;

import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.synthetic.Hash.Trait;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes a made-up log as the six files of the competition. */
public final class SyntheticFiles {
  private static final int COMPRESSED_BUFFER = 1 << 16;
  private static final int WORDS_A_TOPIC = 400;
  private static final int COMMON_WORDS = 100;
  private static final int PROFILES_IN_100 = 95;
  private static final long TOLD_EVERY = 1 << 16;

  private final Path folder;
  private final LogShape shape;
  private final boolean compressed;
  private final Listener listener;
  private final Hash hash;

  /** Hears how far the writing is; must be quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * After every so many lines.
     *
     * @param file the file
     * @param lines lines written so far
     * @param of lines the file will have
     */
    void written(KddFile file, long lines, long of);
  }

  /** Writes the next line. */
  @FunctionalInterface
  private interface Line {
    void write(RowWriter writer, long index) throws IOException;
  }

  private SyntheticFiles(Path folder, LogShape shape, boolean compressed, Listener listener) {
    this.folder = folder;
    this.shape = shape;
    this.compressed = compressed;
    this.listener = listener;
    this.hash = new Hash(shape.seed());
  }

  /**
   * Writes all files. Memory does not depend on their size.
   *
   * @param folder an existing folder
   * @param shape size, click rate and seed
   * @param compressed whether to write gzip, with {@code .gz} behind each name
   * @param listener hears of progress, in the calling thread
   */
  public static void write(Path folder, LogShape shape, boolean compressed, Listener listener)
      throws IOException {
    SyntheticFiles files = new SyntheticFiles(folder, shape, compressed, listener);
    SessionLog log = SessionLog.of(shape);
    files.write(
        KddFile.TRAINING,
        shape.rows(),
        (writer, index) -> {
          log.next();
          log.writeTo(writer);
        });
    files.tokens(KddFile.QUERY_TOKENS, shape.queries(), 1, 5);
    files.tokens(KddFile.KEYWORD_TOKENS, shape.keywords(), 1, 4);
    files.tokens(KddFile.TITLE_TOKENS, shape.titles(), 4, 12);
    files.tokens(KddFile.DESCRIPTION_TOKENS, shape.descriptions(), 10, 30);
    files.write(KddFile.USER_PROFILES, shape.users(), files::profile);
  }

  private void write(KddFile file, long lines, Line line) throws IOException {
    try (OutputStream out = open(file)) {
      RowWriter writer = new RowWriter(out);
      for (long i = 0; i < lines; i++) {
        line.write(writer, i);
        if ((i + 1) % TOLD_EVERY == 0) {
          listener.written(file, i + 1, lines);
        }
      }
      writer.flush();
    }
    listener.written(file, lines, lines);
  }

  private OutputStream open(KddFile file) throws IOException {
    OutputStream out =
        Files.newOutputStream(folder.resolve(file.fileName() + (compressed ? ".gz" : "")));
    return compressed ? new GZIPOutputStream(out, COMPRESSED_BUFFER) : out;
  }

  private void tokens(KddFile file, int records, int fewest, int most) throws IOException {
    write(file, records, (writer, id) -> tokens(file, writer, (int) id, fewest, most));
  }

  /** Words of the id's topic with some that all topics share. */
  private void tokens(KddFile file, RowWriter writer, int id, int fewest, int most)
      throws IOException {
    long key = id * (long) KddFile.values().length + file.ordinal();
    int count = fewest + hash.below(Trait.LENGTH, key, most - fewest + 1);
    int topic = Topics.of(topical(file, id));
    writer.number(id);
    for (int i = 0; i < count; i++) {
      int drawn = hash.below(Trait.WORD, key * (most + 1L) + i, WORDS_A_TOPIC);
      int word = drawn < COMMON_WORDS ? drawn : COMMON_WORDS + topic * WORDS_A_TOPIC + drawn;
      if (i == 0) {
        writer.number(word);
      } else {
        writer.token(word);
      }
    }
    writer.end();
  }

  /** The ad whose title or description it is, else the id itself. */
  private int topical(KddFile file, int id) {
    return file == KddFile.TITLE_TOKENS || file == KddFile.DESCRIPTION_TOKENS
        ? id % shape.ads()
        : id;
  }

  /** The profile of the user after so many others; some users have none, some no gender. */
  private void profile(RowWriter writer, long index) throws IOException {
    long user = index + 1;
    if (user > 1 && hash.below(Trait.PROFILE, user, 100) >= PROFILES_IN_100) {
      return;
    }
    writer
        .number(user)
        .number(hash.below(Trait.GENDER, user, 3))
        .number(1 + hash.below(Trait.AGE, user, 6))
        .end();
  }
}
