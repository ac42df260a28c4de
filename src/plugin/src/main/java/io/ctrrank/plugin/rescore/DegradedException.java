package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.stats.Degradation;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.rest.RestStatus;

/** The error (503) of a search that asked for one in place of degraded scores. */
public final class DegradedException {
  /** How messages begin: between nodes an exception keeps nothing else of its kind. */
  private static final String BEGINNING = "rescorer [ctr] is degraded, ";

  private DegradedException() {}

  /**
   * The error for a degradation.
   *
   * @param why in words
   */
  static ElasticsearchStatusException of(Degradation degradation, String why) {
    return new ElasticsearchStatusException(
        BEGINNING
            + "["
            + degradation
            + "]: "
            + why
            + ", and [on_failure] is [fail]; search again later, give it more [timeout], or set"
            + " [on_failure] to [prior]",
        RestStatus.SERVICE_UNAVAILABLE);
  }

  /** Whether {@code failure} is such an error. */
  public static boolean is(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith(BEGINNING);
  }
}
