package io.ctrrank.runtime.bundle;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.ProfileSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.runtime.bundle.JsonMembers.Complaint;
import io.ctrrank.runtime.bundle.ManifestJson.VocabularyReader;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a manifest in two steps, as the files it names are verified before vocabularies are read
 * from them. All methods throw {@link Complaint}.
 */
final class ManifestReader {
  private final JsonMembers root;
  private final String id;
  private final Map<String, BundleFile> files;

  ManifestReader(String json) {
    this.root = JsonMembers.root(StrictJson.object(json));
    int format = root.integer("format_version");
    if (format != ModelManifest.FORMAT_VERSION) {
      throw new Complaint(
          "format_version",
          "is ["
              + format
              + "]; expected ["
              + ModelManifest.FORMAT_VERSION
              + "]; use a bundle made for this release");
    }
    this.id = root.string("id");
    this.files = root.map("files", members -> name -> file(members.object(name)));
  }

  String id() {
    return id;
  }

  Map<String, BundleFile> files() {
    return files;
  }

  ModelManifest manifest(VocabularyReader vocabularies) {
    String architecture = root.string("architecture");
    String description = root.string("description");
    String license = root.string("license");
    String createdBy = root.string("created_by");
    FeatureSchema schema = schema(root.object("schema"), vocabularies);
    var embedding = root.optionalObject("embedding").map(ManifestReader::embedding);
    Calibration calibration = calibration(root.object("calibration"));
    double baseRate = root.number("base_rate");
    Map<String, Map<String, Double>> metrics =
        root.map("metrics", parts -> part -> parts.map(part, names -> names::number));
    root.end();
    return root.make(
        () ->
            new ModelManifest(
                id,
                architecture,
                description,
                license,
                createdBy,
                schema,
                embedding,
                calibration,
                baseRate,
                metrics,
                files));
  }

  private static BundleFile file(JsonMembers members) {
    String sha256 = members.string("sha256");
    long bytes = members.longInteger("bytes");
    var artifact = members.optionalString("artifact");
    var delta = members.optionalString("delta");
    members.end();
    return members.make(() -> new BundleFile(sha256, bytes, artifact, delta));
  }

  private static FeatureSchema schema(JsonMembers members, VocabularyReader vocabularies) {
    JsonMembers itemId = members.object("item_id");
    String itemIdField = itemId.string("field");
    Vocabulary itemIds = vocabulary(itemId, vocabularies);
    itemId.end();
    List<CategoricalFeature> categorical =
        members.objects("categorical").stream()
            .map(feature -> categorical(feature, vocabularies))
            .toList();
    List<NumericFeature> numeric =
        members.objects("numeric").stream().map(ManifestReader::numeric).toList();
    var itemText = members.optionalObject("item_text").map(ManifestReader::itemText);
    HistorySchema history = history(members.object("history"));
    var profile = members.optionalObject("profile").map(ManifestReader::profile);
    boolean query = members.flag("query");
    members.end();
    return members.make(
        () ->
            new FeatureSchema(
                itemIdField, itemIds, categorical, numeric, itemText, history, profile, query));
  }

  private static CategoricalFeature categorical(
      JsonMembers members, VocabularyReader vocabularies) {
    String name = members.string("name");
    String field = members.string("field");
    Vocabulary vocabulary = vocabulary(members, vocabularies);
    int maxValues = members.integer("max_values");
    members.end();
    return members.make(() -> new CategoricalFeature(name, field, vocabulary, maxValues));
  }

  private static NumericFeature numeric(JsonMembers members) {
    String name = members.string("name");
    String field = members.string("field");
    String transform = members.string("transform");
    double mean = members.number("mean");
    double deviation = members.number("deviation");
    double missing = members.number("missing");
    members.end();
    return members.make(
        () -> new NumericFeature(name, field, transform(transform), mean, deviation, missing));
  }

  private static NumericFeature.Transform transform(String name) {
    Set<String> known = new LinkedHashSet<>();
    for (NumericFeature.Transform transform : NumericFeature.Transform.values()) {
      String knownName = transformName(transform);
      if (knownName.equals(name)) {
        return transform;
      }
      known.add(knownName);
    }
    throw new IllegalArgumentException("transform is [" + name + "]; expected one of " + known);
  }

  static String transformName(NumericFeature.Transform transform) {
    return transform.name().toLowerCase(Locale.ROOT);
  }

  private static TextTemplate itemText(JsonMembers members) {
    List<String> fields = members.strings("fields");
    String separator = members.string("separator");
    String listSeparator = members.string("list_separator");
    int maxTokens = members.integer("max_tokens");
    members.end();
    return members.make(() -> new TextTemplate(fields, separator, listSeparator, maxTokens));
  }

  private static HistorySchema history(JsonMembers members) {
    List<String> types = members.strings("types");
    Set<String> clickTypes = new LinkedHashSet<>(members.strings("click_types"));
    int maxLength = members.integer("max_length");
    int minLength = members.integer("min_length");
    members.end();
    return members.make(() -> new HistorySchema(types, clickTypes, maxLength, minLength));
  }

  private static ProfileSchema profile(JsonMembers members) {
    int maxTokens = members.integer("max_tokens");
    members.end();
    return members.make(() -> new ProfileSchema(maxTokens));
  }

  private static EmbeddingManifest embedding(JsonMembers members) {
    String version = members.string("version");
    int encoderDimension = members.integer("encoder_dimension");
    int dimension = members.integer("dimension");
    int neighbours = members.integer("neighbours");
    members.end();
    return members.make(
        () -> new EmbeddingManifest(version, encoderDimension, dimension, neighbours));
  }

  private static Calibration calibration(JsonMembers members) {
    double slope = members.number("slope");
    double intercept = members.number("intercept");
    members.end();
    return members.make(() -> new Calibration(slope, intercept));
  }

  private static Vocabulary vocabulary(JsonMembers members, VocabularyReader vocabularies) {
    String name = members.string("vocabulary");
    return members.make(
        () -> {
          try {
            return vocabularies.read(name);
          } catch (IOException e) {
            throw new IllegalArgumentException("vocabulary [" + name + "] cannot be read: " + e, e);
          }
        });
  }
}
