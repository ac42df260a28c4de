/**
 * Requests by the name of an API: rest-api-spec resolves it to a method, a path and a body, and a
 * plain HTTP client sends it. Nothing is asked of a node that its specification does not have.
 */
@NullMarked
package io.ctrrank.live.rest;

import org.jspecify.annotations.NullMarked;
