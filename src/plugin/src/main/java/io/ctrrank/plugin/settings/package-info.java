/** The node settings of the plugin. Elasticsearch's {@code Settings} stop here. */
@NullMarked
package io.ctrrank.plugin.settings;

import org.jspecify.annotations.NullMarked;
