/**
 * Runs suites in the YAML format of Elasticsearch's REST tests against a node. It reads the part of
 * the format that the suites of rest-api-spec use, and refuses everything else.
 */
@NullMarked
package io.ctrrank.live.yaml;

import org.jspecify.annotations.NullMarked;
