package io.ctrrank.trainer.distillation;

/**
 * A phrase that may be said of an item.
 *
 * @param phrase the phrase
 * @param logit of its probability
 * @param spoken whether it is some words of the item's text and not one of the vocabulary
 */
public record Scored(String phrase, float logit, boolean spoken) {}
