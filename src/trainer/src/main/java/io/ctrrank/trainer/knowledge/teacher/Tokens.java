package io.ctrrank.trainer.knowledge.teacher;

/**
 * Tokens that were sent and received.
 *
 * @param input tokens of conversations
 * @param output tokens of answers
 */
public record Tokens(long input, long output) {
  private static final double MILLION = 1e6;

  /** The sum of both. */
  public Tokens plus(Tokens other) {
    return new Tokens(input + other.input, output + other.output);
  }

  /** What they cost, in the currency of the prices. */
  public double cost(Prices prices) {
    return (input * prices.input() + output * prices.output()) / MILLION;
  }

  /**
   * What tokens cost.
   *
   * @param input price of a million tokens of conversations
   * @param output price of a million tokens of answers
   */
  public record Prices(double input, double output) {
    public Prices {
      if (!(input >= 0 && output >= 0)) {
        throw new IllegalArgumentException(
            "prices are [" + input + "] and [" + output + "]; expected [0] or more");
      }
    }
  }
}
