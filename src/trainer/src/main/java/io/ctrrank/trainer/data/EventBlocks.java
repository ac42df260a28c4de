package io.ctrrank.trainer.data;

/**
 * What was known of each user at the start of each of the user's blocks of {@value #EVENTS} events,
 * as a nightly job would have seen it: block number b holds all events of one user up to some
 * multiple of {@value #EVENTS}. An impression may read the block that stood at the start of the
 * block it falls into, whose events are all strictly earlier. Immutable.
 */
public final class EventBlocks {
  /** Events between two refreshes. */
  static final int EVENTS = 16;

  private final EventLog log;
  private final int[] starts;
  private final int[] lengths;

  EventBlocks(EventLog log, int[] starts, int[] lengths) {
    this.log = log;
    this.starts = starts;
    this.lengths = lengths;
  }

  /** Number of blocks of all users. */
  public int size() {
    return starts.length;
  }

  /** Number of events in a block, a multiple of {@value #EVENTS} above 0. */
  public int length(int block) {
    return lengths[block];
  }

  /**
   * Copies the events of a block, newest first, {@link #length} entries.
   *
   * @param block the block's number
   * @param targetItems receives catalogue indices
   * @param targetTypes receives type numbers, 1 and up
   */
  public void events(int block, int[] targetItems, int[] targetTypes) {
    log.copy(starts[block], lengths[block], targetItems, targetTypes, 0);
  }
}
