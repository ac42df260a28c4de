package io.ctrrank.core.experiment;

/** What the data say, or why they say too little to be asked. */
public sealed interface Estimate permits Lift, Calibration, Preference, NotEnough {}
