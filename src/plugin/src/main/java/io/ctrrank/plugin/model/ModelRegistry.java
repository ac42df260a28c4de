package io.ctrrank.plugin.model;

import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.onnx.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.core.IOUtils;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;

/**
 * The models of one node, read once at its start. A bundle that cannot be loaded is refused with
 * its reason; the node and its other models serve on. Thread-safe.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(ModelRegistry.class);

  private final Path folder;
  private final SortedMap<String, ModelState> states;
  private final ModelLoader loader;

  private ModelRegistry(Path folder, SortedMap<String, ModelState> states, ModelLoader loader) {
    this.folder = folder;
    this.states = Collections.unmodifiableSortedMap(states);
    this.loader = loader;
  }

  /**
   * Loads every bundle in {@code folder}, one sub-folder each; a missing folder means no models.
   *
   * @param loader closed by the registry
   * @throws IOException if the folder itself cannot be listed
   */
  public static ModelRegistry load(Path folder, ModelLoader loader) throws IOException {
    SortedMap<String, ModelState> states = new TreeMap<>();
    for (Path bundle : bundles(folder)) {
      ModelState state = loadOne(bundle, loader);
      states.put(state.id(), state);
    }
    return new ModelRegistry(folder, states, loader);
  }

  private static List<Path> bundles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static ModelState loadOne(Path bundle, ModelLoader loader) {
    String id = bundle.getFileName().toString();
    try {
      ModelState.Ready ready = loader.load(bundle);
      LOGGER.info(
          "model [{}] is ready on [{}], digest [{}]", id, ready.provider(), ready.model().digest());
      return ready;
    } catch (BundleException | IllegalStateException e) {
      LOGGER.warn("model [{}] is refused, the node serves on without it: {}", id, e.getMessage());
      return new ModelState.Refused(id, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      // A library that does not link is a bundle's refusal too: the node is there for more than us.
      LOGGER.warn(() -> "model [" + id + "] is refused, the node serves on without it", e);
      return new ModelState.Refused(id, e.toString());
    }
  }

  /** Every bundle of the node in the order of ids. */
  public Collection<ModelState> states() {
    return states.values();
  }

  /**
   * The device that texts are encoded on, {@code cpu} or {@code cuda:<n>}; empty without models.
   */
  public Optional<String> provider() {
    return loader.provider().map(Device::toString);
  }

  /** The model if it serves. */
  public Optional<LoadedModel> find(String id) {
    return states.get(id) instanceof ModelState.Ready ready
        ? Optional.of(ready.model())
        : Optional.empty();
  }

  /**
   * The serving model {@code id}.
   *
   * @throws ResourceNotFoundException (404) naming the models that serve, or why this one was
   *     refused
   */
  public LoadedModel require(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new ResourceNotFoundException(
                    states.get(id) instanceof ModelState.Refused refused
                        ? refusal(refused)
                        : "model ["
                            + id
                            + "] is not known; expected one of "
                            + serving()
                            + "; copy its bundle to ["
                            + folder.resolve(id)
                            + "] on every node and restart"));
  }

  private static String refusal(ModelState.Refused refused) {
    return "model ["
        + refused.id()
        + "] does not serve, its bundle was refused: "
        + refused.reason();
  }

  private List<String> serving() {
    return states.values().stream()
        .filter(ModelState.Ready.class::isInstance)
        .map(ModelState::id)
        .toList();
  }

  /** Closes the models, waiting for runs in flight, then what they share. */
  @Override
  public void close() throws IOException {
    for (ModelState state : states.values()) {
      if (state instanceof ModelState.Ready ready) {
        ready.model().close();
      }
    }
    IOUtils.close(loader::close);
  }
}
