package io.ctrrank.runtime.bundle;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.runtime.bundle.JsonMembers.Complaint;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;

/**
 * The JSON of {@code manifest.json}. Reading is strict: a member that is unknown, missing or of
 * another type is named by its path. Writing is stable: equal manifests give equal text.
 */
public final class ManifestJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ManifestJson() {}

  /** Reads the vocabulary of a categorical feature. */
  @FunctionalInterface
  public interface VocabularyReader {
    /** The vocabulary in the bundle's file {@code name}. */
    Vocabulary read(String name) throws IOException;
  }

  /**
   * Reads a manifest.
   *
   * @param json text of {@code manifest.json}
   * @param vocabularies reads the vocabularies that the schema names
   * @throws BundleException naming the member, what was found and what was expected
   */
  public static ModelManifest read(String json, VocabularyReader vocabularies)
      throws BundleException {
    String id = "?";
    try {
      ManifestReader reader = new ManifestReader(json);
      id = reader.id();
      return reader.manifest(vocabularies);
    } catch (Complaint complaint) {
      throw new BundleException(id, complaint.problem(), complaint);
    }
  }

  /**
   * Writes a manifest: two spaces of indentation, members in the order of the format's
   * documentation, metrics and files sorted, a line feed at the end. Vocabularies are written as
   * their names, which are names of files.
   */
  public static String write(ModelManifest manifest) {
    JsonObject root = new JsonObject();
    root.addProperty("format_version", ModelManifest.FORMAT_VERSION);
    root.addProperty("id", manifest.id());
    root.addProperty("architecture", manifest.architecture());
    root.addProperty("description", manifest.description());
    root.addProperty("license", manifest.license());
    root.addProperty("created_by", manifest.createdBy());
    root.add("schema", schema(manifest.schema()));
    manifest
        .embedding()
        .ifPresent(
            embedding -> {
              JsonObject object = new JsonObject();
              object.addProperty("version", embedding.version());
              object.addProperty("encoder_dimension", embedding.encoderDimension());
              object.addProperty("dimension", embedding.dimension());
              object.addProperty("neighbours", embedding.neighbours());
              root.add("embedding", object);
            });
    JsonObject calibration = new JsonObject();
    calibration.addProperty("slope", manifest.calibration().slope());
    calibration.addProperty("intercept", manifest.calibration().intercept());
    root.add("calibration", calibration);
    root.addProperty("base_rate", manifest.baseRate());
    JsonObject metrics = new JsonObject();
    new TreeMap<>(manifest.metrics())
        .forEach(
            (part, values) -> {
              JsonObject object = new JsonObject();
              new TreeMap<>(values).forEach(object::addProperty);
              metrics.add(part, object);
            });
    root.add("metrics", metrics);
    JsonObject files = new JsonObject();
    new TreeMap<>(manifest.files()).forEach((name, file) -> files.add(name, file(file)));
    root.add("files", files);
    return GSON.toJson(root) + "\n";
  }

  private static JsonObject schema(FeatureSchema schema) {
    JsonObject object = new JsonObject();
    JsonObject itemId = new JsonObject();
    itemId.addProperty("field", schema.itemIdField());
    itemId.addProperty("vocabulary", schema.itemIds().name());
    object.add("item_id", itemId);
    JsonArray categorical = new JsonArray();
    schema.categorical().forEach(feature -> categorical.add(categorical(feature)));
    object.add("categorical", categorical);
    JsonArray numeric = new JsonArray();
    schema.numeric().forEach(feature -> numeric.add(numeric(feature)));
    object.add("numeric", numeric);
    schema
        .itemText()
        .ifPresent(
            template -> {
              JsonObject text = new JsonObject();
              text.add("fields", strings(template.fields()));
              text.addProperty("separator", template.separator());
              text.addProperty("list_separator", template.listSeparator());
              text.addProperty("max_tokens", template.maxTokens());
              object.add("item_text", text);
            });
    JsonObject history = new JsonObject();
    history.add("types", strings(schema.history().types()));
    history.add("click_types", strings(schema.history().clickTypes().stream().sorted().toList()));
    history.addProperty("max_length", schema.history().maxLength());
    history.addProperty("min_length", schema.history().minLength());
    object.add("history", history);
    schema
        .profile()
        .ifPresent(
            profile -> {
              JsonObject text = new JsonObject();
              text.addProperty("max_tokens", profile.maxTokens());
              object.add("profile", text);
            });
    if (schema.query()) {
      object.addProperty("query", true);
    }
    return object;
  }

  private static JsonObject categorical(CategoricalFeature feature) {
    JsonObject object = new JsonObject();
    object.addProperty("name", feature.name());
    object.addProperty("field", feature.field());
    object.addProperty("vocabulary", feature.vocabulary().name());
    object.addProperty("max_values", feature.maxValues());
    return object;
  }

  private static JsonObject numeric(NumericFeature feature) {
    JsonObject object = new JsonObject();
    object.addProperty("name", feature.name());
    object.addProperty("field", feature.field());
    object.addProperty("transform", ManifestReader.transformName(feature.transform()));
    object.addProperty("mean", feature.mean());
    object.addProperty("deviation", feature.deviation());
    object.addProperty("missing", feature.missing());
    return object;
  }

  private static JsonObject file(BundleFile file) {
    JsonObject object = new JsonObject();
    object.addProperty("sha256", file.sha256());
    object.addProperty("bytes", file.bytes());
    file.artifact().ifPresent(artifact -> object.addProperty("artifact", artifact));
    file.delta().ifPresent(delta -> object.addProperty("delta", delta));
    return object;
  }

  private static JsonArray strings(Collection<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
