package io.ctrrank.trainer.text;

import io.ctrrank.trainer.network.LayerWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * The token states of a data set's item and profile texts below the layers of an encoder that are
 * trained with a click model, and those layers. The arrays are shared, not copied; nobody may
 * change them.
 *
 * @param items by catalogue index, {@code [tokens * h]} halves each, at least one token; empty with
 *     {@code profiles} where vectors by the trained layers are known already
 * @param profiles by number of the profile text, likewise
 * @param top where the trained layers start, lowest first
 */
public record EncoderStates(List<short[]> items, List<short[]> profiles, List<LayerWeights> top) {
  public EncoderStates {
    items = List.copyOf(items);
    profiles = List.copyOf(profiles);
    top = List.copyOf(top);
    if (top.isEmpty()) {
      throw new IllegalArgumentException(
          "no layer of the encoder is trained; expected [1] or more");
    }
  }

  /** The layers alone: vectors by them are known. */
  public static EncoderStates ofLayers(List<LayerWeights> top) {
    return new EncoderStates(List.of(), List.of(), top);
  }

  /** Width h of a state. */
  public int width() {
    return top.getFirst().width();
  }

  /** The states of items, then those of profiles. */
  public List<short[]> all() {
    List<short[]> all = new ArrayList<>(items);
    all.addAll(profiles);
    return all;
  }
}
