package io.ctrrank.plugin.report;

import org.jspecify.annotations.Nullable;

/**
 * An impression that was clicked.
 *
 * @param at milliseconds since the epoch
 * @param experiment null for none
 * @param arm null for none
 * @param user null for nobody
 * @param forced whether the request named the arm
 * @param shadow whether the arm's model was asked but did not order the page
 * @param pCtr NaN for none
 * @param bid NaN for none
 */
record Impression(
    long at,
    @Nullable String experiment,
    @Nullable String arm,
    @Nullable String user,
    boolean forced,
    boolean shadow,
    double pCtr,
    double bid) {}
