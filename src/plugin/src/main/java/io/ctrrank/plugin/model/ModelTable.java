package io.ctrrank.plugin.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestStatus;

/**
 * Which models were uploaded and which aliases name them: one table for the whole cluster, kept
 * among its persistent settings, so that all nodes see a change at the same point of the cluster
 * state's history. Immutable; a change gives a new table.
 *
 * @param stored digest by id of each uploaded model
 * @param aliases by name, the models it named: the present one first, then earlier ones
 */
public record ModelTable(
    SortedMap<String, String> stored, SortedMap<String, List<String>> aliases) {
  /** No models, no aliases. */
  public static final ModelTable EMPTY = new ModelTable(new TreeMap<>(), new TreeMap<>());

  private static final int KEPT_TARGETS = 10;
  private static final String STORED = "ctr.stored_models.";
  private static final String ALIASES = "ctr.model_aliases.";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,99}");

  private static final Setting<String> STORED_MODEL =
      Setting.prefixKeySetting(
          STORED, key -> Setting.simpleString(key, Property.Dynamic, Property.NodeScope));
  private static final Setting<String> ALIAS =
      Setting.prefixKeySetting(
          ALIASES, key -> Setting.simpleString(key, Property.Dynamic, Property.NodeScope));

  public ModelTable {
    stored = Collections.unmodifiableSortedMap(new TreeMap<>(stored));
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
  }

  /** The settings that hold the table, for registration. */
  public static List<Setting<?>> all() {
    return List.of(STORED_MODEL, ALIAS);
  }

  /**
   * Checks the name of a model to be uploaded or of an alias.
   *
   * @param subject what is named, for messages
   * @throws IllegalArgumentException (400) if it does not fit
   */
  public static void checkName(String subject, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          subject
              + " is ["
              + name
              + "]; expected at most 100 of [a-z0-9_-], the first a letter or digit");
    }
  }

  /** The table in the persistent settings of a cluster. */
  public static ModelTable of(Settings settings) {
    SortedMap<String, String> stored = new TreeMap<>();
    Settings models = settings.getByPrefix(STORED);
    models.keySet().forEach(id -> stored.put(id, models.get(id)));
    SortedMap<String, List<String>> aliases = new TreeMap<>();
    Settings targets = settings.getByPrefix(ALIASES);
    targets.keySet().forEach(name -> aliases.put(name, List.of(targets.get(name).split(","))));
    return new ModelTable(stored, aliases);
  }

  /** {@code settings} with this table in place of the one they hold. */
  public Settings in(Settings settings) {
    Settings.Builder builder =
        Settings.builder()
            .put(settings.filter(key -> !key.startsWith(STORED) && !key.startsWith(ALIASES)));
    stored.forEach((id, digest) -> builder.put(STORED + id, digest));
    aliases.forEach((name, targets) -> builder.put(ALIASES + name, String.join(",", targets)));
    return builder.build();
  }

  /** The id that a request means by {@code name}: what the alias names, else the name itself. */
  public String resolve(String name) {
    List<String> targets = aliases.get(name);
    return targets == null ? name : targets.getFirst();
  }

  /** Aliases that name the model now, sorted. */
  public List<String> aliasesOf(String model) {
    return aliases.entrySet().stream()
        .filter(alias -> alias.getValue().getFirst().equals(model))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The digest under which a model was uploaded. */
  public Optional<String> digest(String model) {
    return Optional.ofNullable(stored.get(model));
  }

  /** Those of some names that an uploaded model or an alias has; others may be of files. */
  public Set<String> known(Collection<String> names) {
    return names.stream()
        .filter(name -> stored.containsKey(name) || aliases.containsKey(name))
        .collect(Collectors.toSet());
  }

  /**
   * Requires that uploaded models and aliases, which were there when somebody looked, still are.
   *
   * @throws ElasticsearchStatusException (409) if one is not
   */
  public void requireStill(Collection<String> names) {
    Set<String> gone = new TreeSet<>(names);
    gone.removeAll(known(names));
    if (!gone.isEmpty()) {
      throw conflict(
          gone + " of models and aliases were deleted meanwhile; nothing is changed, try again");
    }
  }

  /**
   * With an uploaded model.
   *
   * @throws ElasticsearchStatusException (409) if the name is taken by another model or an alias
   */
  public ModelTable withModel(String id, String digest) {
    String present = stored.get(id);
    if (present != null && !present.equals(digest)) {
      throw conflict(
          "model ["
              + id
              + "] is there with digest ["
              + present
              + "], the upload has ["
              + digest
              + "]; models do not change: export it under a new id, or delete the old one first");
    }
    if (aliases.containsKey(id)) {
      throw conflict("model [" + id + "] cannot be uploaded, an alias has that name; rename it");
    }
    SortedMap<String, String> changed = new TreeMap<>(stored);
    changed.put(id, digest);
    return new ModelTable(changed, aliases);
  }

  /**
   * Without an uploaded model; aliases forget that they named it earlier.
   *
   * @throws ResourceNotFoundException (404) if it was not uploaded
   * @throws ElasticsearchStatusException (409) if an alias names it
   */
  public ModelTable withoutModel(String id) {
    if (!stored.containsKey(id)) {
      throw new ResourceNotFoundException(
          "model [" + id + "] was not uploaded; expected one of " + stored.keySet());
    }
    List<String> names = aliasesOf(id);
    if (!names.isEmpty()) {
      throw conflict(
          "model [" + id + "] is in use by aliases " + names + "; move or delete them first");
    }
    SortedMap<String, String> changed = new TreeMap<>(stored);
    changed.remove(id);
    SortedMap<String, List<String>> forgotten = new TreeMap<>();
    aliases.forEach(
        (name, targets) ->
            forgotten.put(name, targets.stream().filter(model -> !model.equals(id)).toList()));
    return new ModelTable(changed, forgotten);
  }

  /**
   * With an alias on a model, in one step wherever it was before.
   *
   * @throws ElasticsearchStatusException (409) if a model has the alias's name
   */
  public ModelTable withAlias(String name, String model) {
    if (stored.containsKey(name)) {
      throw conflict("alias [" + name + "] cannot be made, a model has that name");
    }
    List<String> targets = new ArrayList<>(aliases.getOrDefault(name, List.of()));
    targets.remove(model);
    targets.addFirst(model);
    SortedMap<String, List<String>> changed = new TreeMap<>(aliases);
    changed.put(name, List.copyOf(targets.subList(0, Math.min(targets.size(), KEPT_TARGETS))));
    return new ModelTable(stored, changed);
  }

  /**
   * Without an alias.
   *
   * @throws ResourceNotFoundException (404) if there is none of that name
   */
  public ModelTable withoutAlias(String name) {
    requireAlias(name);
    SortedMap<String, List<String>> changed = new TreeMap<>(aliases);
    changed.remove(name);
    return new ModelTable(stored, changed);
  }

  /**
   * The model that an alias goes back to.
   *
   * @throws ResourceNotFoundException (404) if there is no alias of that name
   * @throws ElasticsearchStatusException (409) if it named no other model that is still there
   */
  public String earlier(String name) {
    List<String> targets = requireAlias(name);
    if (targets.size() < 2) {
      throw conflict(
          "alias ["
              + name
              + "] named no model before ["
              + targets.getFirst()
              + "] that is still there; move it to another one");
    }
    return targets.get(1);
  }

  /**
   * With an alias back on the model that it named before, and the present one forgotten.
   *
   * @param model that one, as it was looked at
   * @throws ResourceNotFoundException (404) if there is no alias of that name
   * @throws ElasticsearchStatusException (409) if it is not that one it goes back to
   */
  public ModelTable rolledBack(String name, String model) {
    String earlier = earlier(name);
    if (!earlier.equals(model)) {
      throw conflict(
          "alias ["
              + name
              + "] was moved meanwhile, it would go back to ["
              + earlier
              + "], not to ["
              + model
              + "]; nothing is changed, try again");
    }
    List<String> targets = requireAlias(name);
    SortedMap<String, List<String>> changed = new TreeMap<>(aliases);
    changed.put(name, List.copyOf(targets.subList(1, targets.size())));
    return new ModelTable(stored, changed);
  }

  private List<String> requireAlias(String name) {
    List<String> targets = aliases.get(name);
    if (targets == null) {
      throw new ResourceNotFoundException(
          "alias [" + name + "] is not known; expected one of " + aliases.keySet());
    }
    return targets;
  }

  private static ElasticsearchStatusException conflict(String message) {
    return new ElasticsearchStatusException(message, RestStatus.CONFLICT);
  }
}
