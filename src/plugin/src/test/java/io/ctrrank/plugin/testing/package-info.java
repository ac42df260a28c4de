/** What the tests of the plugin share: indices, searches, fakes. */
@NullMarked
package io.ctrrank.plugin.testing;

import org.jspecify.annotations.NullMarked;
