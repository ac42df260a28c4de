package io.ctrrank.runtime.store;

/**
 * What became of events.
 *
 * @param taken events that are stored now and were not before
 * @param beyond events that are older than all that may stay
 * @param total events that were taken so far, those that had to go again included
 * @param profileIsDue whether the profile no longer tells of the user's whole blocks of events
 */
public record AppendedEvents(int taken, int beyond, long total, boolean profileIsDue) {}
