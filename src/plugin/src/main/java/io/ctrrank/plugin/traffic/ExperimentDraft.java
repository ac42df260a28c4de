package io.ctrrank.plugin.traffic;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.model.ModelTable;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;

/**
 * An experiment as it is asked for, before buckets are given to its arms.
 *
 * @param name of the experiment
 * @param alias index alias, index or data stream whose searches it splits
 * @param layer experiments of one layer share no user
 * @param arms in order, the control first
 */
public record ExperimentDraft(String name, String alias, String layer, List<ArmDraft> arms)
    implements Writeable {
  private static final int MOST_ARMS = 20;

  /**
   * An arm as it is asked for.
   *
   * @param name of the arm
   * @param model id of its model, or {@code _none}
   * @param buckets hundredths of a percent of the traffic, 0 to 10,000
   */
  public record ArmDraft(String name, String model, int buckets) implements Writeable {
    ArmDraft(StreamInput in) throws IOException {
      this(in.readString(), in.readString(), in.readVInt());
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeString(name);
      out.writeString(model);
      out.writeVInt(buckets);
    }
  }

  /**
   * @throws IllegalArgumentException (400) if it cannot be
   */
  public ExperimentDraft {
    arms = List.copyOf(arms);
    ModelTable.checkName("experiment", name);
    ModelTable.checkName("[layer]", layer);
    IndexNames.check("[alias]", alias);
    if (arms.isEmpty() || arms.size() > MOST_ARMS) {
      throw new IllegalArgumentException(
          "[arms] has [" + arms.size() + "] arms; expected 1 to " + MOST_ARMS);
    }
    Set<String> names = new HashSet<>();
    int sum = 0;
    for (ArmDraft arm : arms) {
      ModelTable.checkName("[arms.name]", arm.name());
      if (!names.add(arm.name())) {
        throw new IllegalArgumentException(
            "[arms] has arm [" + arm.name() + "] twice; give each arm a name of its own");
      }
      sum += arm.buckets();
    }
    if (sum > Buckets.COUNT) {
      throw new IllegalArgumentException(
          "[arms] have shares of together ["
              + sum * 100.0 / Buckets.COUNT
              + "] percent; expected at most 100, users in no arm get what they get without the"
              + " experiment");
    }
  }

  /** Reads a draft that another node wrote. */
  public ExperimentDraft(StreamInput in) throws IOException {
    this(in.readString(), in.readString(), in.readString(), in.readCollectionAsList(ArmDraft::new));
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeString(name);
    out.writeString(alias);
    out.writeString(layer);
    out.writeCollection(arms);
  }

  /** Wanted sizes by arm, in order. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    arms.forEach(arm -> sizes.put(arm.name(), arm.buckets()));
    return sizes;
  }
}
