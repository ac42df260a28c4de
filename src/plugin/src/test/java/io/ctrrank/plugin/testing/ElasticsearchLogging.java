package io.ctrrank.plugin.testing;

import org.elasticsearch.common.logging.LogConfigurator;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Elasticsearch's exceptions ask for a logger that a node, or its test framework, sets up. */
public final class ElasticsearchLogging implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    LogConfigurator.configureESLogging();
  }
}
