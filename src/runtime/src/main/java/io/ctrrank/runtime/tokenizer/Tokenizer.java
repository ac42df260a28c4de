package io.ctrrank.runtime.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.ctrrank.runtime.natives.NativeLibraries;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Hugging Face tokenizer. Truncation and padding that {@code tokenizer.json} asks for are off:
 * whoever encodes says how many tokens it wants. {@link #encode} may be called by many threads at a
 * time, but not during or after {@link #close}, which frees native memory.
 */
public final class Tokenizer implements AutoCloseable {
  /**
   * No tokenizer makes tokens this long; text beyond {@code maxTokens} times this is not looked at,
   * so that a document with megabytes of text does not hold up the encoder.
   */
  private static final int MAX_CHARS_PER_TOKEN = 128;

  private final TokenizersLibrary library;
  private final long handle;
  private boolean closed;

  private Tokenizer(TokenizersLibrary library, long handle) {
    this.library = library;
    this.handle = handle;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws IOException if the file cannot be read or is not a tokenizer
   * @throws IllegalStateException if the native library does not load
   */
  public static Tokenizer open(Path file) throws IOException {
    NativeLibraries.loadTokenizer();
    String json;
    try {
      json = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(
          "file [" + file.getFileName() + "] is not a Hugging Face tokenizer: it is not UTF-8", e);
    }
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      long handle = library.createTokenizerFromString(json);
      library.disableTruncation(handle);
      library.disablePadding(handle);
      return new Tokenizer(library, handle);
    } catch (RuntimeException e) {
      // What the native side throws has no type of its own.
      throw new IOException(
          "file [" + file.getFileName() + "] is not a Hugging Face tokenizer: " + e.getMessage(),
          e);
    }
  }

  /**
   * The tokens of {@code text} with the special tokens around them. Longer texts lose tokens at
   * their end, never special ones.
   *
   * @param maxTokens most tokens, special ones included, at least 3
   */
  public TokenIds encode(String text, int maxTokens) {
    long encoding = library.encode(handle, clip(text, maxTokens), true);
    try {
      long[] ids = library.getTokenIds(encoding);
      long[] types = library.getTypeIds(encoding);
      if (ids.length <= maxTokens) {
        return new TokenIds(ids, types);
      }
      int ending = trailing(library.getSpecialTokenMask(encoding));
      return new TokenIds(truncate(ids, maxTokens, ending), truncate(types, maxTokens, ending));
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  /**
   * Where each token of {@link #encode} stands in the text.
   *
   * @param maxTokens as there
   * @return first char and the char behind the last one of each token; special tokens are {@link
   *     TokenPlace#NONE}
   */
  public List<TokenPlace> places(String text, int maxTokens) {
    String read = clip(text, maxTokens);
    long encoding = library.encode(handle, read, true);
    try {
      CharSpan[] spans = library.getTokenCharSpans(encoding);
      long[] special = library.getSpecialTokenMask(encoding);
      List<TokenPlace> places = new ArrayList<>();
      int ending = spans.length <= maxTokens ? 0 : trailing(special);
      for (int i = 0; i < Math.min(spans.length, maxTokens); i++) {
        boolean inText = i < maxTokens - ending && special[i] == 0;
        places.add(inText ? place(read, spans[i]) : TokenPlace.NONE);
      }
      return List.copyOf(places);
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  /** The library counts code points. */
  private static TokenPlace place(String text, CharSpan span) {
    int from = text.offsetByCodePoints(0, span.getStart());
    return new TokenPlace(from, text.offsetByCodePoints(from, span.getEnd() - span.getStart()));
  }

  /** The text of tokens, special ones left out; the way back from {@link #encode}, about. */
  public String decode(long[] ids) {
    return library.decode(handle, ids, true);
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.deleteTokenizer(handle);
    }
  }

  private static String clip(String text, int maxTokens) {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) maxTokens * MAX_CHARS_PER_TOKEN);
    if (text.length() <= most) {
      return text;
    }
    // Half a surrogate pair is not text.
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  /** How many special tokens end the sequence, such as {@code [SEP]}. */
  private static int trailing(long[] specialMask) {
    int count = 0;
    while (count < specialMask.length && specialMask[specialMask.length - 1 - count] == 1) {
      count++;
    }
    return count;
  }

  private static long[] truncate(long[] tokens, int length, int ending) {
    long[] truncated = Arrays.copyOf(tokens, length);
    System.arraycopy(tokens, tokens.length - ending, truncated, length - ending, ending);
    return truncated;
  }
}
