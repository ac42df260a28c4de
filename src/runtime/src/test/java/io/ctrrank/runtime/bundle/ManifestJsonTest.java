package io.ctrrank.runtime.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestJsonTest {
  private static final Vocabulary ITEMS = new Vocabulary("item_id.vocab", List.of("1", "2"));
  private static final Vocabulary GENRES = new Vocabulary("category.vocab", List.of("Crime"));

  private static final ModelManifest MSD = manifest(true);
  private static final ModelManifest DIN = manifest(false);

  @Test
  void read_whatWasWritten_isTheSameManifest() throws Exception {
    for (ModelManifest manifest : List.of(MSD, DIN)) {
      String json = ManifestJson.write(manifest);
      assertThat(read(json)).isEqualTo(manifest);
      assertThat(ManifestJson.write(read(json))).isEqualTo(json);
    }
  }

  @Test
  void write_manifest_isPrettyAndEndsWithALineFeed() {
    assertThat(ManifestJson.write(MSD))
        .startsWith("{\n  \"format_version\": 1,\n  \"id\": \"msd\",\n")
        .contains("\"license\": \"<MovieLens> & 'ours'\"")
        .containsSubsequence(
            "\"schema\"",
            "\"embedding\"",
            "\"calibration\"",
            "\"base_rate\"",
            "\"metrics\"",
            "\"files\"")
        .endsWith("}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"id\": \"msd\"`|`\"id\": 7`|member [id] is [7]; expected a string",
        "`\"base_rate\": 0.4818`|`\"base_rate\": \"0.4818\"`|"
            + "member [base_rate] is [\"0.4818\"]; expected a number",
        "`\"base_rate\": 0.4818`|`\"base_rate\": 1.5`|base_rate is [1.5]",
        "`\"base_rate\": 0.4818`|`\"base_rate\": 1e999`|member [base_rate] is [1E+999]",
        "`\"slope\": 1.02`|`\"slope\": -1`|member [calibration] is not valid: calibration is",
        "`\"max_values\": 6`|`\"max_values\": 6.5`|"
            + "member [schema.categorical[0].max_values] is [6.5]; expected an integer",
        "`\"max_values\": 6`|`\"max_values\": 6000000000`|expected a 32-bit integer",
        "`\"dimension\": 64`|`\"dimensions\": 64`|"
            + "member [embedding.dimension] is missing; the object has [version,",
        "`\"license\"`|`\"licence\"`|member [license] is missing; the object has [",
        "`\"architecture\": \"msd\"`|`\"architecture\": \"msd\", \"extra\": 1`|"
            + "member [extra] is not known to this release; expected only [format_version, id,",
        "`\"transform\": \"identity\"`|`\"transform\": \"sqrt\"`|"
            + "member [schema.numeric[0]] is not valid: transform is [sqrt]; expected one of"
            + " [identity, log1p]",
        "`\"format_version\": 1`|`\"format_version\": 2`|"
            + "member [format_version] is [2]; expected [1]; use a bundle made for this release",
        "`\"vocabulary\": \"item_id.vocab\"`|`\"vocabulary\": \"other.vocab\"`|"
            + "member [schema.item_id] is not valid: no vocabulary [other.vocab]",
        "`\"min_length\": 5`|`\"min_length\": 500`|member [schema.history] is not valid: history"
            + " lengths",
        "`\"neighbours\": 5`|`\"neighbours\": 6`|embedding neighbours is [6] but history min_length is"
            + " [5]; expected a history no shorter",
        "`\"auc\": 0.81`|`\"auc\": null`|member [metrics.test.auc] is [null]; expected a number",
        "`\"query\": true`|`\"query\": \"yes\"`|"
            + "member [schema.query] is [\"yes\"]; expected true or false",
        "`\"item_text\": {`|`\"item_text\": 1, \"was\": {`|"
            + "member [schema.item_text] is [1]; expected an object",
      })
  void read_damagedMember_isNamed(String text, String replacement, String problem) {
    String json = ManifestJson.write(MSD);
    assertThat(json).contains(text);
    assertThatThrownBy(() -> read(json.replace(text, replacement)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("file [manifest.json]")
        .hasMessageContaining(problem);
  }

  @Test
  void read_queryLeftOutOrFalse_isNotRead() throws Exception {
    assertThat(read(ManifestJson.write(MSD)).schema().query()).isTrue();
    String json = ManifestJson.write(MSD);
    assertThat(read(json.replace("\"query\": true", "\"query\": false")).schema().query())
        .isFalse();
    assertThat(ManifestJson.write(DIN)).doesNotContain("query");
  }

  @Test
  void read_notOneJsonObject_saysSo() {
    for (String json :
        List.of(
            "",
            "[]",
            "{",
            "{} {}",
            "{'id': 1}",
            "// comment\n{}",
            ManifestJson.write(MSD) + "x",
            "{\"id\": \"a\", \"id\": \"b\"}")) {
      assertThatThrownBy(() -> read(json))
          .as(json)
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("file [manifest.json]")
          .hasMessageContaining("valid");
    }
  }

  @Test
  void read_errorAfterTheId_namesTheBundle() {
    String json = ManifestJson.write(MSD).replace("\"base_rate\": 0.4818", "\"base_rate\": true");
    assertThatThrownBy(() -> read(json)).hasMessageStartingWith("model bundle [msd]: ");
  }

  private static ModelManifest read(String json) throws BundleException {
    return ManifestJson.read(
        json,
        name ->
            Stream.of(ITEMS, GENRES)
                .filter(vocabulary -> vocabulary.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no vocabulary [" + name + "]")));
  }

  private static ModelManifest manifest(boolean encoder) {
    FeatureSchema schema =
        new FeatureSchema(
            "item_id",
            ITEMS,
            List.of(new CategoricalFeature("category", "genre", GENRES, 6)),
            List.of(
                new NumericFeature(
                    "year", "year", NumericFeature.Transform.IDENTITY, 1994.6, 18.5, 1998),
                new NumericFeature("price", "p", NumericFeature.Transform.LOG1P, 1, 2, 0)),
            encoder
                ? Optional.of(new TextTemplate(List.of("title", "overview"), " | ", ", ", 64))
                : Optional.empty(),
            new HistorySchema(
                List.of("skip", "favorite", "click"), Set.of("favorite", "click"), 50, 5),
            encoder ? Optional.of(new ProfileSchema(128)) : Optional.empty(),
            encoder);
    return new ModelManifest(
        "msd",
        "msd",
        "A description with \"quotes\" and ünïcode",
        "<MovieLens> & 'ours'",
        "ctr-rank train && ctr-rank export",
        schema,
        encoder
            ? Optional.of(new EmbeddingManifest("0123456789abcdef", 384, 64, 5))
            : Optional.empty(),
        new Calibration(1.02, -0.01),
        0.4818,
        Map.of("test", Map.of("gauc", 0.7, "auc", 0.81), "floor", Map.of("auc", 0.76)),
        Map.of(
            "ctr.onnx",
            new BundleFile("ab".repeat(32), 1234, Optional.empty()),
            "encoder.onnx",
            new BundleFile(
                "cd".repeat(32),
                90_387_606_000L,
                Optional.of("g:a:1!/m.onnx"),
                Optional.of("encoder.lora"))));
  }
}
