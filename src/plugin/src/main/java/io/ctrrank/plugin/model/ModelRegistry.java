package io.ctrrank.plugin.model;

import io.ctrrank.plugin.model.ModelState.Origin;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.model.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.elasticsearch.core.IOUtils;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.rest.RestStatus;

/**
 * The models of one node: those in its config folder, read once at its start, and the uploaded
 * ones, which come and go. A bundle that cannot be loaded is refused with its reason; the node and
 * its other models serve on. A model that is taken away serves the searches that began with it for
 * a while. Thread-safe.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(ModelRegistry.class);

  private final Path folder;
  private final ModelLoader loader;
  private final SortedMap<String, ModelState> files;
  private final List<ModelState.Ready> retired = new CopyOnWriteArrayList<>();
  private volatile SortedMap<String, ModelState> stored = new TreeMap<>();
  private volatile ModelTable table = ModelTable.EMPTY;
  private boolean closed;

  private ModelRegistry(Path folder, SortedMap<String, ModelState> files, ModelLoader loader) {
    this.folder = folder;
    this.files = Collections.unmodifiableSortedMap(files);
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
      String id = bundle.getFileName().toString();
      states.put(id, loadOne(id, bundle, Origin.FILE, loader));
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

  private static ModelState loadOne(String id, Path bundle, Origin origin, ModelLoader loader) {
    try {
      ModelState.Ready ready = loader.load(bundle, origin);
      LOGGER.info(
          "model [{}] is ready on [{}], digest [{}]", id, ready.provider(), ready.model().digest());
      return ready;
    } catch (BundleException | IllegalStateException | CircuitBreakingException e) {
      LOGGER.warn("model [{}] is refused, the node serves on without it: {}", id, e.getMessage());
      return new ModelState.Refused(id, origin, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      // A library that does not link is a bundle's refusal too: the node is there for more than us.
      LOGGER.warn(() -> "model [" + id + "] is refused, the node serves on without it", e);
      return new ModelState.Refused(id, origin, e.toString());
    }
  }

  /**
   * Loads an uploaded model from a folder; its state says how that ended.
   *
   * @param bundle its folder
   */
  public void loadStored(String id, Path bundle) {
    put(loadOne(id, bundle, Origin.INDEX, loader));
  }

  /** Puts what is to be told of an uploaded model that does not serve. */
  public synchronized void put(ModelState state) {
    if (closed) {
      // It was loaded while the node shut down.
      ready(state).ifPresent(ModelState.Ready::close);
      return;
    }
    SortedMap<String, ModelState> changed = new TreeMap<>(stored);
    changed.put(state.id(), state);
    stored = Collections.unmodifiableSortedMap(changed);
  }

  /**
   * Takes an uploaded model away. Searches that began with it find it until it is {@link #close
   * closed}.
   *
   * @return the model, if it served
   */
  public synchronized Optional<ModelState.Ready> retire(String id) {
    SortedMap<String, ModelState> changed = new TreeMap<>(stored);
    ModelState removed = changed.remove(id);
    if (removed instanceof ModelState.Ready ready) {
      retired.add(ready);
    }
    stored = Collections.unmodifiableSortedMap(changed);
    return removed instanceof ModelState.Ready ready ? Optional.of(ready) : Optional.empty();
  }

  /** Closes a model that was taken away. */
  public void close(ModelState.Ready model) {
    if (retired.remove(model)) {
      model.close();
    }
  }

  /** Names of models are read by this table from here on. */
  public void setTable(ModelTable next) {
    table = next;
  }

  /** The table that names are read by. */
  public ModelTable table() {
    return table;
  }

  /** Uploaded models as they are on this node. */
  public SortedMap<String, ModelState> stored() {
    return stored;
  }

  /** Every model of the node in the order of ids; a folder's bundle hides an uploaded one. */
  public Collection<ModelState> states() {
    SortedMap<String, ModelState> all = new TreeMap<>(stored);
    all.putAll(files);
    return all.values();
  }

  /** Whether a bundle of that id lies in the node's config folder. */
  public boolean isFile(String id) {
    return files.containsKey(id);
  }

  private Optional<ModelState> state(String id) {
    ModelState file = files.get(id);
    return Optional.ofNullable(file == null ? stored.get(id) : file);
  }

  /** The model if it serves. */
  public Optional<LoadedModel> find(String id) {
    return state(id).flatMap(ModelRegistry::ready).map(ModelState.Ready::model);
  }

  /** The model a search began with, if it serves here or did until a moment ago. */
  public Optional<LoadedModel> find(String id, String digest) {
    Predicate<LoadedModel> same = model -> model.digest().equals(digest);
    return find(id)
        .filter(same)
        .or(() -> retired.stream().map(ModelState.Ready::model).filter(same).findFirst());
  }

  /** The encoder of any model that serves with vectors of a version. */
  public Optional<EncodeQueue> encoder(String embeddingVersion) {
    return states().stream()
        .flatMap(state -> ready(state).stream())
        .map(ModelState.Ready::model)
        .filter(
            model ->
                model
                    .manifest()
                    .embedding()
                    .filter(embedding -> embedding.version().equals(embeddingVersion))
                    .isPresent())
        .findFirst()
        .flatMap(LoadedModel::encoder);
  }

  /** Texts that wait for the encoders of all models. */
  public int waitingTexts() {
    return states().stream()
        .flatMap(state -> ready(state).stream())
        .flatMap(ready -> ready.model().encoder().stream())
        .mapToInt(EncodeQueue::waiting)
        .sum();
  }

  private static Optional<ModelState.Ready> ready(ModelState state) {
    return state instanceof ModelState.Ready ready ? Optional.of(ready) : Optional.empty();
  }

  /**
   * The serving model that a request means.
   *
   * @param name id of a model, or an alias
   * @throws ResourceNotFoundException (404) naming the models that serve, or why this one was
   *     refused
   * @throws ElasticsearchStatusException (503) if it is being loaded; another node may have it
   */
  public LoadedModel require(String name) {
    String id = table.resolve(name);
    return switch (state(id).orElse(null)) {
      case ModelState.Ready ready -> ready.model();
      case ModelState.Loading loading ->
          throw new ElasticsearchStatusException(
              "model ["
                  + id
                  + "] is being loaded on this node: "
                  + loading.reason()
                  + "; try again, or ask another node",
              RestStatus.SERVICE_UNAVAILABLE);
      case ModelState.Refused refused -> throw new ResourceNotFoundException(refusal(refused));
      case null ->
          throw new ResourceNotFoundException(
              "model ["
                  + name
                  + "] is not known; expected one of "
                  + serving()
                  + "; upload it with [PUT /_ctr/model/"
                  + name
                  + "], or copy its bundle to ["
                  + folder.resolve(id)
                  + "] on every node and restart");
    };
  }

  private static String refusal(ModelState.Refused refused) {
    return "model ["
        + refused.id()
        + "] does not serve, its bundle was refused: "
        + refused.reason();
  }

  private List<String> serving() {
    List<String> names =
        new ArrayList<>(
            states().stream()
                .filter(ModelState.Ready.class::isInstance)
                .map(ModelState::id)
                .toList());
    names.addAll(table.aliases().keySet());
    return names;
  }

  /** Closes the models, waiting for runs in flight, then what they share. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    retired.forEach(this::close);
    Stream.of(files, stored)
        .flatMap(states -> states.values().stream())
        .flatMap(state -> ready(state).stream())
        .forEach(ModelState.Ready::close);
    IOUtils.close(loader::close);
  }
}
