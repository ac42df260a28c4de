/**
 * The plugin on a real Elasticsearch node: the demo, and in the test folder the integration tests
 * that need one.
 */
@NullMarked
package io.ctrrank.live;

import org.jspecify.annotations.NullMarked;
