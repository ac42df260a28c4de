/** What the plugin's own actions share: those that answer on the node they are sent to. */
@NullMarked
package io.ctrrank.plugin.action;

import org.jspecify.annotations.NullMarked;
