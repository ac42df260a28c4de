package io.ctrrank.runtime.bundle;

import io.ctrrank.core.schema.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names a space of adapted vectors. Two bundles with the same version put equal vectors on equal
 * items, so they may share cached ones; anything that changes a vector changes the version.
 */
public final class EmbeddingVersion {
  private static final int DIGITS = 16;

  private EmbeddingVersion() {}

  /**
   * The first 16 hexadecimal digits of the SHA-256 over these lines, each ended by a line feed: the
   * four hashes ({@code -} for a user adaptor that is not there), the template's {@code
   * max_tokens}, and its two separators and fields, each as {@code <length in chars>:<text>}.
   *
   * @param encoderSha SHA-256 of {@code encoder.onnx}, and so on
   */
  public static String of(
      String encoderSha,
      String tokenizerSha,
      String itemAdaptorSha,
      Optional<String> userAdaptorSha,
      TextTemplate template) {
    StringBuilder text = new StringBuilder();
    text.append(encoderSha).append('\n');
    text.append(tokenizerSha).append('\n');
    text.append(itemAdaptorSha).append('\n');
    text.append(userAdaptorSha.orElse("-")).append('\n');
    text.append(template.maxTokens()).append('\n');
    appendLine(text, template.separator());
    appendLine(text, template.listSeparator());
    template.fields().forEach(field -> appendLine(text, field));
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /** The length before the text keeps separators with line feeds apart from other lines. */
  private static void appendLine(StringBuilder text, String value) {
    text.append(value.length()).append(':').append(value).append('\n');
  }
}
