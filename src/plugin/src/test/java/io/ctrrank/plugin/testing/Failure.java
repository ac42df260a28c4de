package io.ctrrank.plugin.testing;

/**
 * An error answer.
 *
 * @param status HTTP status
 * @param body the whole body as JSON
 */
public record Failure(int status, String body) {}
