package io.ctrrank.plugin.report;

import java.util.SortedSet;

/**
 * What the log holds that the arms' numbers do not.
 *
 * @param forced impressions whose arm the request named
 * @param shadow other impressions of searches that left the order of recall
 * @param withoutUser impressions without a user
 * @param unknownArms impressions of arms that the experiment does not have
 * @param unknownArmNames the first of their names
 * @param usersInSeveralArms users seen in several arms
 * @param impressionsOfSeveral their impressions
 * @param unpriced clicks that count but have neither a price nor a bid: worth nothing
 * @param clicks what became of the clicks
 */
record LeftOut(
    long forced,
    long shadow,
    long withoutUser,
    long unknownArms,
    SortedSet<String> unknownArmNames,
    long usersInSeveralArms,
    long impressionsOfSeveral,
    long unpriced,
    ClickCounts clicks) {}
