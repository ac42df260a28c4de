package io.ctrrank.runtime.model;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.onnx.EncoderSession;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Encoder sessions by the SHA-256 of their graph: models that read the same {@code encoder.onnx} on
 * the same engine share one session, closed with the last of them. Thread-safe.
 */
public final class SharedEncoders {
  private final Map<Key, Shared> sessions = new HashMap<>();

  private record Key(OnnxEngine engine, String sha256) {}

  private static final class Shared {
    private final EncoderSession session;
    private int users = 1;

    Shared(EncoderSession session) {
      this.session = session;
    }
  }

  /** One user's hold on a session; closing it gives the session back. Idempotent. */
  final class Lease implements AutoCloseable {
    private final Key key;
    private final EncoderSession session;
    private boolean released;

    private Lease(Key key, EncoderSession session) {
      this.key = key;
      this.session = session;
    }

    EncoderSession session() {
      return session;
    }

    @Override
    public void close() {
      release(this);
    }
  }

  /** Sessions that are open now. */
  public int open() {
    synchronized (sessions) {
      return sessions.size();
    }
  }

  /** Takes the session for a graph, opening {@code file} if no model holds it. */
  Lease acquire(OnnxEngine engine, String sha256, Path file) throws IOException {
    Key key = new Key(engine, sha256);
    synchronized (sessions) {
      Shared shared = sessions.get(key);
      if (shared == null) {
        shared = new Shared(EncoderSession.open(engine, file));
        sessions.put(key, shared);
      } else {
        shared.users++;
      }
      return new Lease(key, shared.session);
    }
  }

  private void release(Lease lease) {
    synchronized (sessions) {
      if (lease.released) {
        return;
      }
      lease.released = true;
      Shared shared = requireNonNull(sessions.get(lease.key), "lease of no session");
      shared.users--;
      if (shared.users == 0) {
        sessions.remove(lease.key);
        shared.session.close();
      }
    }
  }
}
