/**
 * A model ready to serve: a verified bundle with its sessions, checked against its manifest and
 * warmed. Models that read the same encoder share it.
 */
@NullMarked
package io.ctrrank.runtime.model;

import org.jspecify.annotations.NullMarked;
