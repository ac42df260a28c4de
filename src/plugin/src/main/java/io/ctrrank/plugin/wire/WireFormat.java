package io.ctrrank.plugin.wire;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Which format of the rescorer nodes speak with each other. Every node announces the newest one it
 * reads as a node attribute; searches are sent in the newest one that all nodes with data read, so
 * that nodes of two releases serve one search together. Thread-safe.
 */
public final class WireFormat {
  /** The newest format, which this release writes when all nodes read it. */
  public static final int CURRENT = 9;

  /** The oldest format that this release reads and writes. */
  public static final int OLDEST = 3;

  /** From here on the time that is left travels in microseconds, before in milliseconds. */
  static final int MICROSECONDS = 4;

  /** From here on requests tell how their model was chosen. */
  static final int EXPERIMENTS = 4;

  /** From here on encoder nodes answer with the vectors they have when the time is up. */
  public static final int SOME_VECTORS = 4;

  /** From here on shards know whose pick a hit of an interleaved page is. */
  public static final int TEAMS = 5;

  /** From here on the vector of the text of a search travels. */
  public static final int QUERIES = 5;

  /** From here on requests tell what their model is bound to. */
  static final int BINDINGS = 6;

  /** From here on shards tell the log of impressions what was scored in a short form. */
  public static final int SHORT_LOG = 8;

  /**
   * From here on nodes write impressions for each other; those that read 7 and 8 did, too, in
   * another form and by another action.
   */
  public static final int IMPRESSIONS = 9;

  /** {@code node.attr.ctr_wire}; nodes of releases before it came read {@link #OLDEST}. */
  static final String ATTRIBUTE = "ctr_wire";

  private final Supplier<DiscoveryNodes> nodes;
  private volatile Spoken last = new Spoken(null, OLDEST);

  /** What is spoken in a version of the cluster's nodes. */
  private record Spoken(@Nullable DiscoveryNodes in, int format) {}

  /**
   * @param nodes of the cluster as they are now
   */
  public WireFormat(Supplier<DiscoveryNodes> nodes) {
    this.nodes = requireNonNull(nodes, "nodes is null");
  }

  /** What a node announces; {@code elasticsearch.yml} may say less. */
  public static Settings announcement() {
    return Settings.builder().put("node.attr." + ATTRIBUTE, CURRENT).build();
  }

  /** The newest format that every node with data reads. */
  public int spoken() {
    DiscoveryNodes now = nodes.get();
    Spoken known = last;
    if (known.in() != now) {
      known = new Spoken(now, find(now));
      last = known;
    }
    return known.format();
  }

  private static int find(DiscoveryNodes nodes) {
    int newest =
        nodes.getDataNodes().values().stream()
            .mapToInt(WireFormat::announced)
            .min()
            .orElse(CURRENT);
    return Math.clamp(newest, OLDEST, CURRENT);
  }

  private static int announced(DiscoveryNode node) {
    String value = node.getAttributes().get(ATTRIBUTE);
    try {
      return value == null ? OLDEST : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return OLDEST;
    }
  }

  /** The newest format that a node reads. */
  public static int of(DiscoveryNode node) {
    return Math.clamp(announced(node), OLDEST, CURRENT);
  }

  /**
   * Requires that this release reads a format.
   *
   * @param subject what came, for messages
   * @param oldest that is read
   * @param newest that is read
   * @throws IllegalStateException if it does not
   */
  public static int require(String subject, int format, int oldest, int newest) {
    if (format < oldest || format > newest) {
      throw new IllegalStateException(
          subject
              + " came in wire format ["
              + format
              + "] but this node reads ["
              + oldest
              + "] to ["
              + newest
              + "]; install releases of plugin [ctr-rank] that have a format in common on all"
              + " nodes");
    }
    return format;
  }
}
