package io.ctrrank.core.experiment;

/**
 * There is too little to judge from.
 *
 * @param reason what is missing, in words
 */
public record NotEnough(String reason) implements Estimate {}
