/**
 * What the plugin adds to an index: settings that say which fields make up an item's text and which
 * catalogue its items belong to, and a metadata field with the fingerprint of each document's text.
 */
@NullMarked
package io.ctrrank.plugin.index;

import org.jspecify.annotations.NullMarked;
