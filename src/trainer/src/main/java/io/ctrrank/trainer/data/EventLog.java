package io.ctrrank.trainer.data;

/**
 * The events of all users in model form, user after user, newest first within a user, so that any
 * history is one contiguous range.
 */
final class EventLog {
  private final int[] items;
  private final int[] types;

  EventLog(int[] items, int[] types) {
    this.items = items;
    this.types = types;
  }

  void copy(int start, int length, int[] targetItems, int[] targetTypes, int offset) {
    System.arraycopy(items, start, targetItems, offset, length);
    System.arraycopy(types, start, targetTypes, offset, length);
  }
}
