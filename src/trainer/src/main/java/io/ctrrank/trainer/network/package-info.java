/**
 * The networks, written once against {@link io.ctrrank.trainer.network.Ops}: the same code runs on
 * libtorch when a model is trained and writes the graph that is served, so the two cannot differ.
 * Knows neither libtorch nor ONNX.
 */
@NullMarked
package io.ctrrank.trainer.network;

import org.jspecify.annotations.NullMarked;
