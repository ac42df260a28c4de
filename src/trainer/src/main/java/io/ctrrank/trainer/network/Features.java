package io.ctrrank.trainer.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What the head reads, gathered part by part. The user's side stands once for all candidates.
 *
 * @param candidates parts {@code [U, N, ...]}
 * @param users parts {@code [U, 1, ...]}
 */
record Features<V>(List<V> candidates, List<V> users) {
  Features() {
    this(new ArrayList<>(), new ArrayList<>());
  }
}
