package io.ctrrank.live.stats;

/**
 * Where the vectors of hits and histories came from.
 *
 * @param inProcess look-ups that this process answered
 * @param missedInProcess look-ups that it did not
 * @param redis vectors that Redis gave for those
 * @param writtenBack vectors that were written to Redis
 * @param encoded vectors that the encoder made, waited for or not
 * @param hits hits that were scored
 * @param fallbacks hits that were scored with the fallback vector
 */
public record TierCounts(
    long inProcess,
    long missedInProcess,
    long redis,
    long writtenBack,
    long encoded,
    long hits,
    long fallbacks) {

  /** What happened since {@code earlier}. */
  public TierCounts since(TierCounts earlier) {
    return new TierCounts(
        inProcess - earlier.inProcess,
        missedInProcess - earlier.missedInProcess,
        redis - earlier.redis,
        writtenBack - earlier.writtenBack,
        encoded - earlier.encoded,
        hits - earlier.hits,
        fallbacks - earlier.fallbacks);
  }

  /** Share of look-ups that this process answered; NaN without look-ups. */
  public double inProcessShare() {
    return share(inProcess, lookUps());
  }

  /** Share of look-ups that Redis answered. */
  public double redisShare() {
    return share(redis, lookUps());
  }

  /** Share of look-ups that neither answered: the encoder's, in time or later. */
  public double encoderShare() {
    return share(missedInProcess - redis, lookUps());
  }

  /** Share of scored hits that were scored with the fallback vector. */
  public double fallbackShare() {
    return share(fallbacks, hits);
  }

  private long lookUps() {
    return inProcess + missedInProcess;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
