package io.ctrrank.plugin.impression;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.hash.MurmurHash3;

/** Ids of documents about impressions that may come again. */
final class ImpressionIds {
  private ImpressionIds() {}

  /**
   * The id of what has such parts: 22 characters, the same on every node.
   *
   * @param parts in an order that stays; where one ends and the next begins counts
   */
  static String of(String... parts) {
    byte[][] texts = new byte[parts.length][];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      texts[i] = parts[i].getBytes(StandardCharsets.UTF_8);
      length += Integer.BYTES + texts[i].length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] text : texts) {
      all.putInt(text.length).put(text);
    }
    MurmurHash3.Hash128 hash =
        MurmurHash3.hash128(all.array(), 0, length, 0, new MurmurHash3.Hash128());
    ByteBuffer bits = ByteBuffer.allocate(2 * Long.BYTES).putLong(hash.h1).putLong(hash.h2);
    return Strings.BASE_64_NO_PADDING_URL_ENCODER.encodeToString(bits.array());
  }
}
