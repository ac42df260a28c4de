/**
 * Makes model bundles that a node can load out of what git holds of them. Files that are too large
 * for git come from Maven artifacts; every bundle is verified after it was put together.
 */
@NullMarked
package io.ctrrank.models;

import org.jspecify.annotations.NullMarked;
