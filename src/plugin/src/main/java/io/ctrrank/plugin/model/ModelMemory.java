package io.ctrrank.plugin.model;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.ModelManifest;
import java.util.HashMap;
import java.util.Map;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.common.breaker.CircuitBreakingException;

/**
 * The memory of a node's models, in the circuit breaker {@code ctr_models}. A graph takes about the
 * bytes of its file, off the heap; an encoder that models share counts once. Thread-safe.
 */
public final class ModelMemory {
  /** Name of the breaker: its limit is the setting {@code breaker.ctr_models.limit}. */
  public static final String BREAKER = "ctr_models";

  private final CircuitBreaker breaker;
  private final Map<String, Integer> encoderUsers = new HashMap<>();

  /**
   * @param breaker counts what models take
   */
  public ModelMemory(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /** What one model holds; closing gives it back. Idempotent. */
  public final class Reservation implements AutoCloseable {
    private final long ownBytes;
    private final long encoderBytes;
    private final String encoder;
    private boolean released;

    private Reservation(long ownBytes, long encoderBytes, String encoder) {
      this.ownBytes = ownBytes;
      this.encoderBytes = encoderBytes;
      this.encoder = encoder;
    }

    /** Bytes of the model, a shared encoder included. */
    public long bytes() {
      return ownBytes + encoderBytes;
    }

    @Override
    public void close() {
      synchronized (encoderUsers) {
        if (released) {
          return;
        }
        released = true;
        boolean last =
            encoderUsers.computeIfPresent(encoder, (key, users) -> users == 1 ? null : users - 1)
                == null;
        breaker.addWithoutBreaking(-(ownBytes + (last ? encoderBytes : 0)));
      }
    }
  }

  /**
   * Takes what a model needs.
   *
   * @throws CircuitBreakingException (429) if the limit does not leave so much
   */
  public Reservation reserve(ModelManifest manifest) {
    BundleFile encoderFile = manifest.files().get(ModelManifest.ENCODER);
    long encoderBytes = encoderFile == null ? 0 : encoderFile.bytes();
    long ownBytes =
        manifest.files().values().stream().mapToLong(BundleFile::bytes).sum() - encoderBytes;
    String encoder = encoderFile == null ? "" : encoderFile.sha256();
    synchronized (encoderUsers) {
      long needed = ownBytes + (encoderUsers.containsKey(encoder) ? 0 : encoderBytes);
      // A breaker without a limit says -1.
      if (breaker.getLimit() >= 0 && breaker.getUsed() + needed > breaker.getLimit()) {
        throw new CircuitBreakingException(
            "model ["
                + manifest.id()
                + "] needs ["
                + needed
                + "] bytes, of the ["
                + breaker.getLimit()
                + "] of breaker ["
                + BREAKER
                + "] the models loaded now use ["
                + breaker.getUsed()
                + "]; delete a model, or raise [breaker."
                + BREAKER
                + ".limit] on every node",
            needed,
            breaker.getLimit(),
            CircuitBreaker.Durability.PERMANENT);
      }
      breaker.addWithoutBreaking(needed);
      encoderUsers.merge(encoder, 1, Integer::sum);
      return new Reservation(ownBytes, encoderBytes, encoder);
    }
  }
}
