package io.ctrrank.trainer.kddcup;

/** Takes one line apart. */
interface LineParser {
  /** Whether the line is well formed; its values are then the reader's. Makes no objects. */
  boolean parse(byte[] bytes, int from, int to);

  /** What is wrong with a line that was just refused: found and expected. */
  String problem(byte[] bytes, int from, int to);
}
