/**
 * What applications say of users over HTTP: their events, and profiles, which are made from the
 * events off the request path. All of it lies in the shared store.
 */
@NullMarked
package io.ctrrank.plugin.users;

import org.jspecify.annotations.NullMarked;
