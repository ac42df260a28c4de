package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The records of one of the four token files, with the reader as the cursor: an id and its list of
 * hashed words, which no natural language comes back from. Not thread-safe; whoever opens it closes
 * it.
 */
public final class TokenReader implements AutoCloseable {
  private static final int FIRST_CAPACITY = 64;
  private static final long TOO_LARGE = (long) Integer.MAX_VALUE + 1;

  private final Records records;
  private final TokenParser parser = new TokenParser();
  private int id;
  private int[] tokens = new int[FIRST_CAPACITY];
  private int count;

  private TokenReader(Records records) {
    this.records = records;
  }

  /**
   * Opens a token file of a folder.
   *
   * @param folder the folder
   * @param file one of the four token files
   * @param tolerance how many malformed records are left out
   * @param listener hears of progress and malformed records
   * @throws DataException if the file is missing or cannot be read
   */
  public static TokenReader open(
      Path folder, KddFile file, Tolerance tolerance, ReadListener listener) throws DataException {
    return switch (file) {
      case QUERY_TOKENS, KEYWORD_TOKENS, TITLE_TOKENS, DESCRIPTION_TOKENS ->
          new TokenReader(Records.open(file.in(folder), tolerance, listener));
      case TRAINING, USER_PROFILES ->
          throw new IllegalArgumentException(
              "file [" + file.fileName() + "] holds no tokens; expected a token file");
    };
  }

  /**
   * Goes to the next well-formed record; false at the end.
   *
   * @throws DataException as {@link TrainingReader#next}
   */
  public boolean next() throws DataException {
    return records.next(parser);
  }

  /** The id of the query, keyword, title or description. */
  public int id() {
    return id;
  }

  /** Number of tokens, 1 or more. */
  public int size() {
    return count;
  }

  /** The token at a place, from 0. */
  public int token(int index) {
    if (index >= count) {
      throw new IndexOutOfBoundsException("token [" + index + "] of [" + count + "]");
    }
    return tokens[index];
  }

  /** A copy of all tokens in order. */
  public int[] tokens() {
    return Arrays.copyOf(tokens, count);
  }

  @Override
  public void close() throws DataException {
    records.close();
  }

  /** {@code id TAB token|token|...}. */
  private final class TokenParser implements LineParser {
    @Override
    public boolean parse(byte[] bytes, int from, int to) {
      count = 0;
      int tab = find(bytes, from, to);
      long number = number(bytes, from, tab);
      if (tab == to || number < 0) {
        return false;
      }
      id = (int) number;
      int start = tab + 1;
      for (int i = start; i <= to; i++) {
        if (i == to || bytes[i] == '|') {
          long token = number(bytes, start, i);
          if (token < 0) {
            return false;
          }
          add((int) token);
          start = i + 1;
        }
      }
      return true;
    }

    private void add(int token) {
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * count);
      }
      tokens[count++] = token;
    }

    private static int find(byte[] bytes, int from, int to) {
      int at = from;
      while (at < to && bytes[at] != '\t') {
        at++;
      }
      return at;
    }

    /** The number in a range, -1 when there is none that fits 31 bits. */
    private static long number(byte[] bytes, int from, int to) {
      long value = from < to ? 0 : -1;
      for (int i = from; i < to; i++) {
        int digit = bytes[i] - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        value = Math.min(10 * value + digit, TOO_LARGE);
      }
      return value == TOO_LARGE ? -1 : value;
    }

    @Override
    public String problem(byte[] bytes, int from, int to) {
      int tab = find(bytes, from, to);
      if (tab == to) {
        return "found [1] columns; expected [2] [id, tokens] with TAB between them";
      }
      if (number(bytes, from, tab) < 0) {
        return "id is ["
            + Records.text(bytes, from, tab)
            + "]; expected a whole number from [0] to ["
            + Integer.MAX_VALUE
            + "]";
      }
      return "tokens are ["
          + Records.text(bytes, tab + 1, to)
          + "]; expected whole numbers with [|] between them";
    }
  }
}
