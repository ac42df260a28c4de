package io.ctrrank.trainer.clicklog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickLogTest {
  private static final String ROW =
      "{\"time\": \"2026-11-26T12:00:00.5Z\", \"user\": \"u\", \"item\": \"a1\", \"clicked\": true}";

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void writeLog() throws IOException {
    SmallLog.write(folder, 1);
  }

  @Test
  void read_log_hasAllImpressionsAndTheFieldsItNames() throws Exception {
    Dataset dataset = read();

    assertThat(rows(dataset)).hasSize(40 * 12 * SmallLog.PAGE);
    FeatureSchema schema = dataset.schema();
    assertThat(schema.itemIdField()).isEqualTo("sku");
    assertThat(schema.itemText().orElseThrow().fields())
        .containsExactly("name", "tags", "brand", "copy.long");
    assertThat(schema.categorical().getFirst().field()).isEqualTo("tags.keyword");
    assertThat(schema.history().types()).containsExactly("skip", "click");
    assertThat(schema.history().clickTypes()).containsExactly("click");
  }

  @Test
  void read_item_hasTheTextThatANodeEncodes() throws Exception {
    Dataset dataset = read();

    assertThat(dataset.itemTexts().get(1))
        .isEqualTo("Lamp 1 | light, sale | Brand 1 | Number 1 of the house");
    assertThat(dataset.itemTexts().getFirst())
        .as("without a brand")
        .isEqualTo("Shoe 0 | shoes, sale | Number 0 of the house");
  }

  @Test
  void read_emptyCategory_isAnUnknownValueAsANodeTakesIt() throws Exception {
    String items = Files.readString(folder.resolve("items.ndjson"));
    write("items.ndjson", items.replaceFirst("\"shoes\", \"sale\"", "\"\", \"sale\""));

    Dataset dataset = read();

    CategoricalFeature category = dataset.schema().categorical().getFirst();
    assertThat(category.vocabulary().values()).doesNotContain("");
    assertThat(dataset.items().categorical(0))
        .startsWith(Vocabulary.OUT_OF_VOCABULARY, category.vocabulary().row("sale"));
  }

  @Test
  void read_number_isStandardisedAfterItsTransformAndMissingIsTheMean() throws Exception {
    Dataset dataset = read();

    NumericFeature price = dataset.schema().numeric().getFirst();
    assertThat(price.field()).isEqualTo("price");
    assertThat(price.mean()).isBetween(Math.log1p(11), Math.log1p(40));
    assertThat(price.standardize(Double.NaN)).isCloseTo(0f, within(1e-5f));
    assertThat(dataset.items().numeric()[1])
        .isEqualTo((float) ((Math.log1p(11.5) - price.mean()) / price.deviation()));
    assertThat(dataset.items().numeric()[7]).as("no price").isCloseTo(0f, within(1e-5f));
  }

  @Test
  void read_numberOfOneValue_isNotSpreadByRounding() throws Exception {
    String items = Files.readString(folder.resolve("items.ndjson"));
    write("items.ndjson", items.replaceAll("\"price\": [0-9.]+", "\"price\": 53.24"));

    Dataset dataset = read();

    assertThat(dataset.schema().numeric().getFirst().deviation()).isEqualTo(1);
  }

  @Test
  void read_impressionsOfOneSearch_doNotSeeEachOther() throws Exception {
    ExampleSet train = read().train();

    for (int row = 0; row < train.size(); row++) {
      assertThat(train.historyLength(row) % SmallLog.PAGE).isZero();
    }
  }

  @Test
  void read_queries_areThoseOfTheirSearches() throws Exception {
    Dataset dataset = read();

    assertThat(dataset.searchTexts()).containsExactlyInAnyOrder("shoes", "lamp as a gift");
    assertThat(rows(dataset)).filteredOn(row -> row.query() == null).hasSize(640);
    ExampleSet test = dataset.test();
    for (int row = 0; row < test.size(); row++) {
      int index = test.query(row);
      assertThat(index < 0 ? null : dataset.searchTexts().get(index))
          .isEqualTo(test.impression(row).query());
    }
  }

  @Test
  void read_fieldsWithoutCategoryAndNumber_makeASchemaWithoutThem() throws Exception {
    write("fields.json", "{\"id\": \"sku\", \"text\": [\"name\"]}");

    FeatureSchema schema = read().schema();

    assertThat(schema.categorical()).isEmpty();
    assertThat(schema.numeric()).isEmpty();
    assertThat(schema.itemText().orElseThrow().fields()).containsExactly("name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"clicked\": true|\"clicked\": 1|[clicked] is [1]; expected true or false",
        "\"clicked\": true|\"clicks\": 1|has unknown member [clicks]; expected some of [clicked,",
        "\"user\": \"u\", ||has no [user]; expected a string or a whole number",
        "\"user\": \"u\"|\"user\": \" \"|[user] is [\" \"]; expected a string that is not blank",
        "\"a1\"|\"b7\"|item is [b7]; expected one that [items.ndjson] lists",
        "12:00:00.5Z|12:00:00|[time] is [\"2026-11-26T12:00:00\"]; expected a time with its zone",
        "\"2026-11-26T12:00:00.5Z\"|1e99999999999|[time] is [1e99999999999]; expected a time with its",
        "\"2026-11-26T12:00:00.5Z\"|1764000000|[time] is [1764000000]; expected a time with its zone in"
            + " ISO 8601, such as [2026-11-26T12:00:00.000Z], or whole milliseconds since the epoch",
        "true}|true, \"position\": 0}|[position] is [0]; expected a whole number from [1]",
        "true}|true, \"query\": \" \"}|[query] is [\" \"]; expected a string that is not blank; leave it",
        "true}|true, \"query\": 7}|[query] is [7]; expected a string that is not blank; leave it out",
        "true}|true} x|expected one JSON object, and nothing beside it",
        "true}|true|expected one JSON object, and nothing beside it",
      })
  void read_malformedImpression_isToldWithItsLineAndLeftOut(
      String part, String replacement, String problem) throws Exception {
    String bad = ROW.replace(part, replacement == null ? "" : replacement);
    append("impressions.ndjson", bad + "\n");

    Dataset dataset = ClickLog.read(folder, new Tolerance(0.01), listener());

    assertThat(rows(dataset)).hasSize(1920);
    assertThat(told).singleElement().asString().startsWith("impressions.ndjson 1921: ");
    assertThat(told.getFirst()).contains(problem);
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "[1] of [1921] lines are malformed (0.0521 %), the first at line [1921]: ")
        .hasMessageContaining("expected at most [0.01 %]");
  }

  @Test
  void read_sameItemTwiceInASearch_isMalformed() throws Exception {
    append("impressions.ndjson", ROW + "\n" + ROW + "\n");

    ClickLog.read(folder, new Tolerance(0.01), listener());

    assertThat(told)
        .containsExactly(
            "impressions.ndjson 1922: user [u] was shown item [a1] at line [1921] in the same search"
                + " already; expected an item once in a search");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"x\"}",
        "{\"sku\": [\"a\", \"b\"]}",
        "{\"sku\": \"a1\"}",
        "{\"sku\": \"new\", \"price\": \"dear\"}",
        "{\"sku\": \"new\", \"tags\": \"a\\nb\"}",
        "[]",
      })
  void read_malformedItem_failsTheRun(String item) throws Exception {
    append("items.ndjson", item + "\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + folder.resolve("items.ndjson") + "]: [1] of [31] lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\": \"sku\"}",
        "{\"id\": \"sku\", \"text\": []}",
        "{\"id\": \"sku\", \"text\": [\"name\", \"name\"]}",
        "{\"id\": \"sku\", \"text\": [\"name\"], \"category\": \"tags\"}",
        "{\"id\": \"sku\", \"text\": [\"name\"], \"number\": {\"field\": \"p\", \"transform\": \"x\"}}",
        "{\"id\": \"sku\", \"text\": [\"name\"], \"title\": \"name\"}",
        "no json",
      })
  void read_wrongFieldsFile_saysWhatItShouldHold(String fields) throws Exception {
    write("fields.json", fields);

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + folder.resolve("fields.json") + "]: ")
        .hasMessageContaining("; expected {\"id\": \"item_id\"");
  }

  @Test
  void read_usersOfOneSearchEach_areTooLittleToValidateOn() throws Exception {
    String all = Files.readString(folder.resolve("impressions.ndjson"));
    write(
        "impressions.ndjson",
        String.join("\n", all.lines().filter(line -> line.contains("\"q0-")).toList()));

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "validation part has [0] impressions and [0] clicks; expected both clicks and"
                + " non-clicks to measure with; collect more, of users with several searches each");
  }

  private Dataset read() throws DataException {
    return ClickLog.read(folder, Tolerance.DEFAULT, ReadListener.SILENT);
  }

  private static List<Impression> rows(Dataset dataset) {
    return Stream.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())
        .flatMap(List::stream)
        .toList();
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private void append(String name, String lines) throws IOException {
    write(name, Files.readString(folder.resolve(name)) + lines);
  }

  private ReadListener listener() {
    return new ReadListener() {
      @Override
      public void read(Path file, long bytes, long size, long lines) {}

      @Override
      public void malformed(Path file, long line, String problem) {
        told.add(file.getFileName() + " " + line + ": " + problem);
      }

      @Override
      public void done(Path file, long lines, long malformed) {}
    };
  }
}
