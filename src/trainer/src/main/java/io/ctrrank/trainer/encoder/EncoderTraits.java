package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.onnx.Pooling;
import java.util.regex.Pattern;

/**
 * What is known of an encoder beside its files.
 *
 * @param name names it in the names of models that read through it
 * @param kind what it is, for people: {@code bert}, {@code llama}
 * @param pooling how its hidden states become one vector
 * @param dimension width h of its hidden states
 * @param maxTokens most tokens of a text that it reads, special ones included
 * @param license terms of its weights, one sentence
 */
public record EncoderTraits(
    String name, String kind, Pooling pooling, int dimension, int maxTokens, String license) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,31}");
  private static final int LEAST_TOKENS = 3;

  public EncoderTraits {
    requireNonNull(pooling, "pooling is null");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "encoder name is ["
              + name
              + "]; expected up to 32 lower-case letters, digits, [-] and [.], a letter or digit"
              + " first");
    }
    if (kind.isBlank() || license.isBlank()) {
      throw new IllegalArgumentException(
          "encoder ["
              + name
              + "] has kind ["
              + kind
              + "] and license ["
              + license
              + "]; expected words in both");
    }
    if (dimension < 1 || maxTokens < LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "encoder ["
              + name
              + "] has dimension ["
              + dimension
              + "] and reads ["
              + maxTokens
              + "] tokens; expected [1] or more and ["
              + LEAST_TOKENS
              + "] or more");
    }
  }

  /**
   * An encoder made of this one.
   *
   * @param other its name
   * @param terms what its weights owe beside this one's, one sentence
   */
  public EncoderTraits tuned(String other, String terms) {
    return new EncoderTraits(other, kind, pooling, dimension, maxTokens, license + " " + terms);
  }

  /**
   * Refuses texts that the encoder does not read to their end.
   *
   * @param what names the texts
   * @param tokens where they are cut
   */
  public void requireReads(String what, int tokens) {
    if (tokens > maxTokens) {
      throw new IllegalArgumentException(
          "encoder ["
              + name
              + "] reads ["
              + maxTokens
              + "] tokens but "
              + what
              + " are cut at ["
              + tokens
              + "]; expected an encoder that reads as many; make its folder again with"
              + " [--max-tokens "
              + tokens
              + "] or more");
    }
  }
}
