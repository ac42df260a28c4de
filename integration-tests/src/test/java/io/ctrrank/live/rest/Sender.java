package io.ctrrank.live.rest;

import java.io.IOException;

/** Takes requests to a node. */
@FunctionalInterface
public interface Sender {
  /** Sends a request and waits for the answer, good or bad. */
  RestAnswer send(ApiRequest request) throws IOException;
}
