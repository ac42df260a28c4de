package io.ctrrank.trainer.data;

/**
 * The events of all users in model form, user after user, newest first within a user, so that any
 * history is one contiguous range.
 */
final class EventLog {
  private final int[] items;
  private final int[] types;
  private final int[] blocks;

  /**
   * @param items catalogue indices
   * @param types type numbers
   * @param blocks the block that stood when each event happened, -1 without one
   */
  EventLog(int[] items, int[] types, int[] blocks) {
    this.items = items;
    this.types = types;
    this.blocks = blocks;
  }

  void copy(int start, int length, int[] targetItems, int[] targetTypes, int offset) {
    System.arraycopy(items, start, targetItems, offset, length);
    System.arraycopy(types, start, targetTypes, offset, length);
  }

  void copyBlocks(int start, int length, int[] target, int offset) {
    System.arraycopy(blocks, start, target, offset, length);
  }
}
