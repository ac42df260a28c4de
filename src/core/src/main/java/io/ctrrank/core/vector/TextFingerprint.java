package io.ctrrank.core.vector;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Ties a vector to the text it was made from, in 64 bits: the first 8 bytes, big endian, of a
 * SHA-256. Fingerprints lie in indices and in stores that outlive a process, and whoever preloads
 * vectors computes them too; so they never change, and depend on nothing but what is hashed.
 *
 * <p>The hash of fields goes over each field in the order given: its name, then the number of its
 * values as 4 bytes, big endian, then its values in document order. A name or value is the length
 * of its UTF-8 form as 4 bytes, big endian, and that form. Values are hashed as they are: neither
 * trimmed nor joined.
 */
public final class TextFingerprint {
  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  private TextFingerprint() {}

  /**
   * Of the values of fields.
   *
   * @param fields their names; another order is another fingerprint
   * @param values the values of a field in document order; an empty list where it has none
   * @return empty when no field has a value
   */
  public static OptionalLong of(List<String> fields, Function<String, List<String>> values) {
    TextFingerprint hash = new TextFingerprint();
    boolean empty = true;
    for (String field : fields) {
      List<String> found = values.apply(field);
      hash.add(field);
      hash.add(found.size());
      found.forEach(hash::add);
      empty &= found.isEmpty();
    }
    return empty ? OptionalLong.empty() : OptionalLong.of(hash.first64());
  }

  /** Of one text, such as a profile: the hash goes over its UTF-8 form and nothing else. */
  public static long ofText(String text) {
    TextFingerprint hash = new TextFingerprint();
    hash.digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hash.first64();
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(int value) {
    digest.update(number.putInt(0, value).array());
  }

  private long first64() {
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
