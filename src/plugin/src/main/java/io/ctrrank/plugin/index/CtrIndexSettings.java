package io.ctrrank.plugin.index;

import io.ctrrank.runtime.tier.ModelVectors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;

/** The plugin's settings of one index. */
public final class CtrIndexSettings {
  private static final int LONGEST_NAME = 255;

  /**
   * {@code index.ctr.text_fields}: the fields whose values are fingerprinted when a document is
   * indexed, by their path in {@code _source}. Fixed when the index is created.
   */
  public static final Setting<List<String>> TEXT_FIELDS =
      Setting.stringListSetting(
          "index.ctr.text_fields",
          CtrIndexSettings::checkFields,
          Property.IndexScope,
          Property.Final);

  /** {@code index.ctr.catalogue}: empty for the index's UUID. */
  public static final Setting<String> CATALOGUE =
      Setting.simpleString(
          "index.ctr.catalogue",
          CtrIndexSettings::checkCatalogue,
          Property.IndexScope,
          Property.Dynamic);

  /** {@code index.ctr.model}: model of searches that name none; empty for none. */
  public static final Setting<String> MODEL =
      Setting.simpleString("index.ctr.model", Property.IndexScope, Property.Dynamic);

  private CtrIndexSettings() {}

  /** Every setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(TEXT_FIELDS, CATALOGUE, MODEL);
  }

  private static void checkFields(List<String> fields) {
    Set<String> seen = new HashSet<>();
    for (String field : fields) {
      if (field.isBlank() || field.indexOf('*') >= 0) {
        throw new IllegalArgumentException(
            "[index.ctr.text_fields] has [" + field + "]; expected the full name of a field");
      }
      if (!seen.add(field)) {
        throw new IllegalArgumentException(
            "[index.ctr.text_fields] has [" + field + "] twice; name each field once");
      }
    }
  }

  private static void checkCatalogue(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "[index.ctr.catalogue] has ["
              + name.length()
              + "] characters; expected at most ["
              + LONGEST_NAME
              + "]");
    }
    if (name.chars().anyMatch(CtrIndexSettings::separates)) {
      throw new IllegalArgumentException(
          "[index.ctr.catalogue] is ["
              + name
              + "]; expected a name without colons, white space and control characters");
    }
    if (name.equals(ModelVectors.PROFILES) || name.equals(ModelVectors.QUERIES)) {
      throw new IllegalArgumentException(
          "[index.ctr.catalogue] is [" + name + "], which is taken; choose another name");
    }
  }

  /** Names stand in keys of stores, between colons. */
  private static boolean separates(int character) {
    return character == ':'
        || Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character);
  }
}
