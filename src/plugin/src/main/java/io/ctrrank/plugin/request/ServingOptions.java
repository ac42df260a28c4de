package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a search wants to be served.
 *
 * @param timeout most time that it waits for vectors, coordinator and shard together, 0 to {@link
 *     #LONGEST_TIMEOUT}; 0 waits for nothing; empty: as the cluster is set
 * @param onFailure what is wanted of a shard that cannot predict
 * @param shadow whether to predict, explain and log but leave order and scores as recall has them
 * @param queryId names the search in the log of impressions; empty for a name made for it
 */
public record ServingOptions(
    Optional<Duration> timeout, OnFailure onFailure, boolean shadow, Optional<String> queryId) {
  /** Most that a search may wait. */
  public static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  /** What holds where a request says nothing. */
  public static final ServingOptions DEFAULT =
      new ServingOptions(Optional.empty(), OnFailure.PRIOR, false, Optional.empty());

  public ServingOptions {
    requireNonNull(onFailure, "onFailure is null");
    if (timeout.isPresent()
        && (timeout.get().isNegative() || timeout.get().compareTo(LONGEST_TIMEOUT) > 0)) {
      throw new IllegalArgumentException(
          "[timeout] is [" + timeout.get() + "]; expected a time from 0 to 1h");
    }
  }
}
