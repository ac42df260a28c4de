package io.ctrrank.core.schema;

/**
 * The user's profile text: model inputs {@code user_vector} float {@code [d]} and {@code
 * user_known} float {@code [1]} (0 when the request gives no profile).
 *
 * @param maxTokens the encoder reads at most so many tokens, special tokens included
 */
public record ProfileSchema(int maxTokens) {
  public ProfileSchema {
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "max_tokens of the profile is [" + maxTokens + "]; expected at least [3]");
    }
  }
}
