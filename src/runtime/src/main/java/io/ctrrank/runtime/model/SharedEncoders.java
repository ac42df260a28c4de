package io.ctrrank.runtime.model;

/**
 * Encoder sessions by the SHA-256 of their graph: models that read the same {@code encoder.onnx}
 * share one session, closed with the last of them. Thread-safe.
 */
public final class SharedEncoders {}
