package io.ctrrank.live.bench;

import java.util.List;

/**
 * One kind of request to compare.
 *
 * @param name of the variant
 * @param target the node that is asked
 * @param path of the requests, sent as POST
 * @param bodies request bodies, used in turn
 */
public record Variant(String name, Target target, String path, List<String> bodies) {
  public Variant {
    bodies = List.copyOf(bodies);
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("variant [" + name + "] has no request bodies");
    }
  }
}
