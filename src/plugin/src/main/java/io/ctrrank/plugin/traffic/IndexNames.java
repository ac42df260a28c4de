package io.ctrrank.plugin.traffic;

/** Names of indices, data streams and aliases, as they are stated in bindings and experiments. */
final class IndexNames {
  private static final String FORBIDDEN = "\\/*?\"<>| ,#:=";
  private static final int LONGEST = 255;

  private IndexNames() {}

  /**
   * @param subject what is named, for messages
   * @throws IllegalArgumentException (400) if no index could have the name
   */
  static void check(String subject, String name) {
    if (name.isEmpty()
        || name.length() > LONGEST
        || name.startsWith("-")
        || name.startsWith("_")
        || name.chars().anyMatch(character -> FORBIDDEN.indexOf(character) >= 0)) {
      throw new IllegalArgumentException(
          subject
              + " is ["
              + name
              + "]; expected the name of one index, data stream or alias, without patterns");
    }
  }
}
