/** What security's own index needs of a module that the nodes of tests lack. */
@NullMarked
package io.ctrrank.live.analysis;

import org.jspecify.annotations.NullMarked;
