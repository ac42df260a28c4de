/**
 * Asks chat models over HTTP, any endpoint that speaks the OpenAI protocol. The client library
 * stays in this package.
 */
@NullMarked
package io.ctrrank.trainer.chat;

import org.jspecify.annotations.NullMarked;
