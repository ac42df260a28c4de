package io.ctrrank.live.load;

/**
 * A search and what its scores are.
 *
 * @param path where it is sent by POST
 * @param body the search; by eCPM it must ask for the source field {@code bid}
 * @param scale of the scores
 */
public record LoadSearch(String path, String body, Scale scale) {}
