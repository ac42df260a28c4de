package io.ctrrank.live.bench;

import java.io.IOException;
import java.util.List;

/**
 * One kind of request to compare.
 *
 * @param name of the variant
 * @param target the node that is asked
 * @param path of the requests, sent as POST
 * @param bodies request bodies, used in turn
 * @param before done before every block, and not counted
 * @param behind done behind every block, and not counted
 */
public record Variant(
    String name,
    Target target,
    String path,
    List<String> bodies,
    Preparation before,
    Preparation behind) {

  /** Brings a node into the state in which it is asked, or out of it. */
  @FunctionalInterface
  public interface Preparation {
    void run() throws IOException, InterruptedException;
  }

  /** Requests to a node as it is. */
  public Variant(String name, Target target, String path, List<String> bodies) {
    this(name, target, path, bodies, () -> {}, () -> {});
  }

  public Variant {
    bodies = List.copyOf(bodies);
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("variant [" + name + "] has no request bodies");
    }
  }

  /** The same requests, each block to a node that was prepared for it. */
  public Variant after(Preparation preparation) {
    return new Variant(name, target, path, bodies, preparation, behind);
  }

  /** The same requests, with something to be done behind each block of them. */
  public Variant then(Preparation last) {
    return new Variant(name, target, path, bodies, before, last);
  }
}
