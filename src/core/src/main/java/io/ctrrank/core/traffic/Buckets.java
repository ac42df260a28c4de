package io.ctrrank.core.traffic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a traffic: some of the 10,000 buckets that its users fall into. A user falls into
 * bucket {@code first 8 bytes of SHA-256(salt + "\n" + unit), big-endian and unsigned, mod 10,000},
 * which anybody can recompute; users of different salts fall independently. Immutable.
 */
public final class Buckets {
  /** Buckets of a whole traffic: a share is a whole number of hundredths of a percent. */
  public static final int COUNT = 10_000;

  /** No buckets. */
  public static final Buckets NONE = new Buckets(new BitSet());

  /** Never fed: a copy of it takes a fraction of what finding another does. */
  private static final MessageDigest SHA_256 = sha256();

  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

  private final BitSet members;

  private Buckets(BitSet members) {
    this.members = members;
  }

  /**
   * The bucket of a unit.
   *
   * @param salt what tells this traffic's assignment from others
   * @param unit what stays together: a user's id
   * @return 0 to {@link #COUNT} - 1
   */
  public static int of(String salt, String unit) {
    return (int) Long.remainderUnsigned(hash(salt, unit), COUNT);
  }

  /** The number that a unit's bucket is made from: evenly spread, another for each salt. */
  public static long hash(String salt, String unit) {
    byte[] hash = unfed().digest((salt + "\n" + unit).getBytes(StandardCharsets.UTF_8));
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << Byte.SIZE | (hash[i] & 0xff);
    }
    return first;
  }

  private static MessageDigest unfed() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      return sha256();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The buckets of {@code members}, each below {@link #COUNT}. */
  static Buckets of(BitSet members) {
    if (members.length() > COUNT) {
      throw new IllegalArgumentException(
          "bucket [" + (members.length() - 1) + "]; expected buckets below " + COUNT);
    }
    return new Buckets((BitSet) members.clone());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Buckets parse(String text) {
    BitSet members = new BitSet(COUNT);
    if (!text.isEmpty()) {
      for (String range : text.split(",", -1)) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
          throw new IllegalArgumentException(
              "buckets are [" + text + "]; expected ranges such as [0-4999,7000]");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (last < first) {
          throw new IllegalArgumentException(
              "buckets have the range [" + range + "]; expected the smaller number first");
        }
        members.set(first, last + 1);
      }
    }
    return new Buckets(members);
  }

  /** Whether users of {@code bucket} belong to this part. */
  public boolean contains(int bucket) {
    return members.get(bucket);
  }

  /** How many they are: hundredths of a percent of the traffic. */
  public int size() {
    return members.cardinality();
  }

  /** The buckets of either. */
  public Buckets union(Buckets other) {
    BitSet both = members();
    both.or(other.members);
    return new Buckets(both);
  }

  /** A copy. */
  BitSet members() {
    return (BitSet) members.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Buckets buckets && members.equals(buckets.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /** Ranges in ascending order, such as {@code 0-4999,7000}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int first = members.nextSetBit(0); first >= 0; ) {
      int end = members.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - 1 > first) {
        text.append('-').append(end - 1);
      }
      first = members.nextSetBit(end);
    }
    return text.toString();
  }
}
