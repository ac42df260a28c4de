package io.ctrrank.plugin.storage;

import java.io.IOException;

/**
 * What the index holds of a model is not what was written. The message names subject and remedy.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong, with which subject, and what to do. */
  public StorageException(String message) {
    super(message);
  }
}
